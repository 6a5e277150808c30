/** Where in the life of a job a request is made, as it can be seen from outside. */
export const PHASES = ["splitter", "worker", "mark", "fold", "publish"] as const;
export type Phase = (typeof PHASES)[number];

interface TableRequest {
  Key?: { pk?: { S?: string } };
  Item?: { pk?: { S?: string }; sk?: { S?: string } };
  UpdateExpression?: string;
}

/** The phase of one request of a function; undefined of requests that any phase makes. */
export function phaseOf(service: "s3" | "sqs" | "dynamodb", headers: Readonly<Record<string, unknown>>, body: string): Phase | undefined {
  if (service === "s3") return headers["if-match"] === undefined ? "splitter" : "worker";
  const operation = String(headers["x-amz-target"]).split(".")[1] ?? "";
  if (service === "sqs") return operation !== "SendMessageBatch" ? undefined : body.includes(String.raw`\"kind\":\"range\"`) ? "splitter" : "mark";
  const request = JSON.parse(body) as TableRequest;
  const pk = request.Item?.pk?.S ?? request.Key?.pk?.S ?? "";
  const [kind = "", , level] = pk.split("#");
  const update = request.UpdateExpression ?? "";
  switch (`${operation} ${kind}`) {
    case "PutItem JOB":
      return request.Item?.sk?.S === "JOB" ? "splitter" : "publish";
    case "PutItem NODE":
      return "splitter";
    case "UpdateItem NODE":
      return "mark";
    case "PutItem PART":
      return level === "0" ? "worker" : "fold";
    case "GetItem PART":
      return "fold";
    case "PutItem WIN":
    case "PutItem SRC":
      return "publish";
    case "UpdateItem OBJ":
      return update.includes("#published") ? "publish" : "splitter";
    case "UpdateItem JOB":
      return update.includes(":end_state") ? "publish" : "splitter";
    default:
      return undefined;
  }
}
