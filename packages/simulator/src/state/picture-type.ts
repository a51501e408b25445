export interface PictureType {
  readonly suffix: 'jpg' | 'png' | 'bmp'
  readonly contentType: string
}

/** What the bytes are, by their first ones; undefined for anything the platform does not take. */
export function pictureType(bytes: Uint8Array): PictureType | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { suffix: 'jpg', contentType: 'image/jpeg' }
  if (bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47) {
    return { suffix: 'png', contentType: 'image/png' }
  }
  if (bytes[0] === 0x42 && bytes[1] === 0x4d) return { suffix: 'bmp', contentType: 'image/bmp' }
  return undefined
}

/** The platform's limit for one picture. */
export const MAX_PICTURE_BYTES = 2 * 1024 * 1024
