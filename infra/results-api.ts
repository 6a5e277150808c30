/* oxlint-disable no-new -- a construct adds itself to its scope */
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { HttpApi, HttpStage, LogGroupLogDestination } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { type Function as LambdaFunction, FunctionUrlAuthType } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Fn, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { StageConfig } from "./stage-config.ts";

/** Requests a second, and at once, that the whole API takes; a page of metrics costs up to a second of a function. */
const REQUESTS_PER_SECOND_MAX = 100;
const REQUESTS_AT_ONCE_MAX = 200;

/** The results API: one function behind every route, because its own router and OpenAPI document say what exists. */
export class ResultsApi extends Construct {
  /** Where the API answers, without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, config: StageConfig, handler: LambdaFunction) {
    super(scope, id);
    this.url = config.apiKind === "http" ? this.#createHttpApi(config, handler) : createFunctionUrl(handler);
  }

  #createHttpApi(config: StageConfig, handler: LambdaFunction): string {
    const api = new HttpApi(this, "Api", {
      apiName: `fanfold-${config.stage}-results`,
      // No CORS configuration: browsers of other origins are refused.
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration("Handler", handler),
    });
    new HttpStage(this, "Stage", {
      httpApi: api,
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit: REQUESTS_PER_SECOND_MAX, burstLimit: REQUESTS_AT_ONCE_MAX },
      accessLogSettings: {
        destination: new LogGroupLogDestination(new LogGroup(this, "AccessLogs", { retention: config.logRetentionDays, removalPolicy: RemovalPolicy.DESTROY })),
        format: AccessLogFormat.custom(ACCESS_LOG_LINE),
      },
    });
    return api.apiEndpoint;
  }
}

/** The function checks every request's token itself, so that nothing else has to. */
function createFunctionUrl(handler: LambdaFunction): string {
  const { url } = handler.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
  const [scheme, , host] = [0, 1, 2].map((part) => Fn.select(part, Fn.split("/", url)));
  return `${scheme}//${host}`;
}

/** Who asked for what and how long it took, as one JSON line; never a token. */
const ACCESS_LOG_LINE = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTimeEpoch",
  address: "$context.identity.sourceIp",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  bytes: "$context.responseLength",
  latencyMs: "$context.responseLatency",
  error: "$context.integrationErrorMessage",
});
