/** The part of the test server's interface that is used here; the package brings no types. */
declare module 's3rver' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export default class S3rver {
    constructor(options: { silent: boolean; directory: string; configureBuckets: { name: string }[] })
    configureBuckets(): Promise<unknown>
    callback(): (request: IncomingMessage, response: ServerResponse) => void
    readonly logger: { close(): void; readonly exceptions: { unhandle(): void } }
  }
}
