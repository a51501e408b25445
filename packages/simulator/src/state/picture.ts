/** A picture that the platform knows. `payer` pictures are read by signed request, `upload` ones are only referred to. */
export interface Picture {
  readonly id: string
  readonly kind: 'payer' | 'upload'
  /** The complained merchant of a payer's picture, the uploader of an upload. */
  readonly mchid: string
  readonly complaintId: string | null
  readonly contentType: string
  /** SHA-256, hexadecimal. */
  readonly digest: string
}
