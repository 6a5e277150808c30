import { describe, expect, it } from "vitest";
import { readStageConfig } from "../../infra/stage-config.ts";
import { InputError } from "../../shared/core/errors.ts";

const read = readStageConfig;

describe("readStageConfig", () => {
  it("has a default for every option", () => {
    const { times, ...config } = read({});
    expect(config).toEqual({
      stage: "dev",
      isRetained: true,
      existingBucketName: undefined,
      workerMemoryMb: 640,
      rangeQueues: 1,
      rangeBytes: undefined,
      maximumConcurrency: { uploads: 10, ranges: 935, streams: 20, folds: 30 },
      apiKind: "http",
      alarmEmail: undefined,
      alarmDollars: 20,
      isTraced: false,
      logRetentionDays: 30,
      objectExpiryDays: undefined,
      prices: {},
    });
    expect(times).toMatchObject({ retryDelayMinSeconds: 5, retryDelayMaxSeconds: 30, heartbeatSeconds: 90, sweepPatienceSeconds: 90, sweepEveryMinutes: 1 });
  });

  it("takes texts of the command line and values of a file alike", () => {
    expect(read({ retain: "false", memory: "2048" })).toEqual(read({ retain: false, memory: 2048 }));
    expect(read({ maximumConcurrency: "200" }).maximumConcurrency.ranges).toBe(200);
    expect(read({ prices: "sqsRequest=3e-7,s3Get=0" })).toEqual(read({ prices: { sqsRequest: 3e-7, s3Get: 0 } }));
    expect(read({ maximumConcurrency: "ranges=200,folds=20" })).toEqual(read({ maximumConcurrency: { ranges: 200, folds: 20 } }));
  });

  it("an option that is given empty is not given", () => {
    expect(read({ rangeBytes: "", alarmEmail: "", maximumConcurrency: "", memory: "", api: "", times: "", bucket: "", prices: "" })).toEqual(read({}));
  });

  it("stage test has times that somebody can wait for, stage local an impatient sweeper, any other the default", () => {
    const { functionTimeoutSeconds, ...waits } = read({ stage: "test" }).times;
    // The work of a killed function comes back within six timeouts.
    expect(6 * Math.max(...Object.values(functionTimeoutSeconds))).toBeLessThanOrEqual(60);
    expect(waits).toEqual({ retryDelayMinSeconds: 1, retryDelayMaxSeconds: 2, heartbeatSeconds: 6, sweepPatienceSeconds: 5, sweepEveryMinutes: 1 });
    expect(read({ stage: "local" }).times).toEqual({ ...read({}).times, sweepPatienceSeconds: 30 });
    expect(read({ stage: "prod" }).times).toEqual(read({}).times);
    expect(read({ stage: "prod", times: "test" }).times).toEqual(read({ stage: "test" }).times);
    expect(read({ stage: "test", times: "default" }).times).toEqual(read({}).times);
  });

  it("leaves the rules of a bucket that exists to its owner", () => {
    expect(read({ bucket: "our-logs" }).existingBucketName).toBe("our-logs");
    expect(() => read({ bucket: "our-logs", objectExpiryDays: "30" })).toThrow(/^-c objectExpiryDays=30: expected none together with bucket/);
  });

  it("refuses an option that there is not, but leaves the CDK its own", () => {
    expect(() => read({ retian: "false" })).toThrow(/^-c retian=…: no such option; there are stage, retain, bucket,/);
    expect(read({ "@aws-cdk/core:anything": true, "cli-telemetry": false })).toEqual(read({}));
  });

  it.each([
    ["stage", "Prod"],
    ["bucket", "Our_Logs"],
    ["bucket", "s3://logs"],
    ["times", "slow"],
    ["stage", "dev-2"],
    ["stage", ""],
    ["retain", "no"],
    ["memory", "511"],
    ["memory", "10241"],
    ["rangeQueues", "0"],
    ["rangeQueues", "9"],
    ["memory", "1e3"],
    ["memory", -1],
    ["rangeBytes", "0"],
    ["rangeBytes", 0.5],
    ["rangeBytes", "64MiB"],
    ["maximumConcurrency", "1"],
    ["maximumConcurrency", "1001"],
    ["maximumConcurrency", "workers=5"],
    ["maximumConcurrency", "ranges="],
    ["api", "rest"],
    ["alarmEmail", "nobody"],
    ["alarmEmail", "a@example.org,b@example.org"],
    ["logRetentionDays", "2"],
    ["objectExpiryDays", "0"],
    ["prices", "coffee=1"],
    ["prices", "s3Get=-1"],
    ["prices", "s3Get="],
    ["prices", "s3Get"],
  ])("refuses %s=%s, naming the option and what would do", (key, value) => {
    const refusal = () => read({ [key]: value });
    expect(refusal).toThrow(InputError);
    expect(refusal).toThrow(new RegExp(`^-c ${key}.*=.*: expected .+`));
  });
});
