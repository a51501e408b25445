import { hash, verify } from '@node-rs/argon2'

export const PASSWORD_MIN = 8

/** argon2id with the library's defaults: 19 MiB, two passes. */
export const hashPassword = async (password: string): Promise<string> => await hash(password)

export const verifyPassword = async (encoded: string, password: string): Promise<boolean> =>
  await verify(encoded, password)
