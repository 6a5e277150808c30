import type { LocalConnection } from "../http/connection.ts";
import { renderLabelled } from "../render/labelled-lines.ts";
import type { Paint } from "../terminal.ts";

/** What somebody needs who wants to go on with a running stack: every line of it works as it stands. */
export function renderBanner(connection: LocalConnection, isDefaultDataDir: boolean, dataDir: string, paint: Paint): string {
  const { endpoint, token, bucketName, regionName, s3Endpoint, accessKeyId, secretAccessKey } = connection;
  const credentials = `AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_REGION=${regionName}`;
  const option = isDefaultDataDir ? "" : ` --data-dir ${quoteForShell(dataDir)}`;
  return `${paint("bold", "Fanfold is running.")}\n${renderLabelled(
    [
      ["endpoint", endpoint],
      ["token", token],
    ],
    paint,
  )}
${paint("dim", "# ask the API")}
curl -H "Authorization: Bearer ${token}" ${endpoint}/jobs
${paint("dim", "# upload from another terminal, in this directory")}
npx fanfold upload <file>${option}
${paint("dim", "# watch it work")}
npx fanfold workers --watch${option}
npx fanfold queues --watch${option}
npx fanfold logs --follow${option}
${paint("dim", "# or as to any bucket")}
${credentials} aws s3 cp <file> s3://${bucketName}/uploads/ --endpoint-url ${s3Endpoint}
`;
}

/** A word that a POSIX shell reads as it is. */
export function quoteForShell(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
