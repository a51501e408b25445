import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits as text for a cookie or a header. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What is stored of a secret. It has full entropy, so a fast digest is enough. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()
