import { fromEnv } from "@aws-sdk/credential-provider-env";

/** What bundles of functions have in place of the SDK's chain of providers: credentials are in the environment, or nowhere. */
export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv();
