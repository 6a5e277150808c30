import { randomBytes } from "node:crypto";

/** Where the contract suites find S3, SQS and DynamoDB, when not in this process: `FANFOLD_CONTRACT_ENDPOINT`, an emulator's URL. */
export const CONTRACT_ENDPOINT: string | undefined = process.env["FANFOLD_CONTRACT_ENDPOINT"] || undefined;

/** What a client needs to speak to an emulator. */
export const emulatedClient = (endpoint: string) => ({ endpoint, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } });

/** A name that no other run has used: an emulator may outlive a run. */
export const nameOnEndpoint = (kind: string): string => `fanfold-${kind}-${randomBytes(6).toString("hex")}`;
