import type { SignedRequest } from "../contracts/api.ts";

/** Where an upload goes. */
export interface UploadTarget {
  bucketName: string;
  objectKey: string;
}

/** Lets people store objects without credentials of their own. */
export interface UploadSigner {
  /** Sign the upload of a whole object of exactly so many bytes, at most 5 GiB. */
  signPut(target: UploadTarget, contentLength: number, expiresInSeconds: number): Promise<SignedRequest>;
  /** Begin an upload in parts; the answer names it. */
  startParts(target: UploadTarget): Promise<string>;
  /** Sign the upload of one part, counted from 1. */
  signPart(target: UploadTarget, uploadId: string, partNumber: number, contentLength: number, expiresInSeconds: number): Promise<SignedRequest>;
  /** Sign the request that makes an object of the parts: its body is the XML of CompleteMultipartUpload with each part's number and ETag. */
  signComplete(target: UploadTarget, uploadId: string, expiresInSeconds: number): Promise<SignedRequest>;
}
