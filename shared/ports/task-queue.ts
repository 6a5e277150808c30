/** Messages that a queue holds, approximately, as SQS says. */
export interface QueueDepth {
  visible: number;
  inFlight: number;
  delayed: number;
}

/** One queue: at least once, in any order. */
export interface TaskQueue<Message> {
  /**
   * Send every message; more than one call's worth is batched. What failed in a batch is retried in place.
   * @throws TransientError when some could not be sent: some may have been.
   */
  send(messages: readonly Message[]): Promise<void>;
  depth(): Promise<QueueDepth>;
}

/** For a consumer: bring a delivered message back sooner than its visibility timeout would. */
export interface Redelivery {
  /** `eventSourceArn` names the queue that delivered it, for a consumer of several. */
  returnAfter(receiptHandle: string, seconds: number, eventSourceArn?: string): Promise<void>;
}

export const isEmptyDepth = (depth: QueueDepth): boolean => depth.visible + depth.inFlight + depth.delayed === 0;
