import { describe, expect, it } from "vitest";
import { TABLE } from "../../shared/contracts/names.ts";
import { OTHER_OPTIONS, synthesizedStack } from "./synthesized-stack.ts";

const [, table] = synthesizedStack().one("AWS::DynamoDB::Table");
const keys = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: "HASH" },
  { AttributeName: sortKey, KeyType: "RANGE" },
];

describe("JobTable", () => {
  it("has the keys and the indexes that the contract names", () => {
    expect(table.Properties["KeySchema"]).toEqual(keys(TABLE.partitionKey, TABLE.sortKey));
    expect(table.Properties["GlobalSecondaryIndexes"]).toEqual(
      [TABLE.jobsIndex, TABLE.liveIndex].map((index) => ({
        IndexName: index.name,
        KeySchema: keys(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: index.projection },
      })),
    );
    expect(new Set(table.Properties["AttributeDefinitions"].map((one: { AttributeType: string }) => one.AttributeType))).toEqual(new Set(["S"]));
  });

  it("is billed by the request, forgets by itself and can be set back in time", () => {
    expect(table.Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      TimeToLiveSpecification: { AttributeName: TABLE.ttl, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it("outlives the stack unless it is told not to", async () => {
    const [, passing] = synthesizedStack("other", OTHER_OPTIONS).one("AWS::DynamoDB::Table");
    expect([table.DeletionPolicy, passing.DeletionPolicy]).toEqual(["Retain", "Delete"]);
  });
});
