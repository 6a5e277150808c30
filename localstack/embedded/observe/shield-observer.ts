import type { StackObserver } from "./stack-observer.ts";

/** The observer, unable to break what it watches: what it throws is logged, and work goes on. */
export function shieldObserver(observer: StackObserver, log: (message: string, details: Record<string, unknown>) => void): StackObserver {
  const shield =
    <Fact>(tell: (fact: Fact) => void) =>
    (fact: Fact): void => {
      try {
        tell(fact);
      } catch (error) {
        log("the observer of the stack failed", { error: (error as Error).stack ?? String(error) });
      }
    };
  return {
    invocationFinished: shield((invocation) => observer.invocationFinished(invocation)),
    requestAnswered: shield((request) => observer.requestAnswered(request)),
    lineLogged: shield((fields) => observer.lineLogged(fields)),
  };
}
