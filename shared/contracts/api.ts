import type { JobDocument, JobPartDocument, KeysDocument, SamplesDocument, SummaryDocument } from "./document.ts";

/** What readers are told of a job: the document's part, and what somebody needs who wants to do something about it. */
export interface JobPart extends JobPartDocument {
  /** The sentence that goes with the code of a failed job's `failure`. */
  failureMessage?: string;
  /** Until when a redrive can fill what is missing; only said of a job that can be redriven. */
  redrivableUntil?: string;
}

/** What is known of a job besides its windows. Without a result yet, or for good, the summary is null and the lists are empty. */
export interface JobOverview {
  job: JobPart;
  summary: SummaryDocument | null;
  routes: KeysDocument;
  services: KeysDocument;
  hosts: KeysDocument;
  samples: SamplesDocument;
}

/** One page of the document of a job: the document itself where everything fits on it. */
export interface JobPage extends JobOverview, Pick<JobDocument, "windows"> {
  /** Seconds of one of the windows. */
  step: number;
}
