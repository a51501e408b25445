import sharp from 'sharp'

/** Noise does not compress: a picture of a wanted size. */
export const noisyPicture = async (side: number, format: 'png' | 'jpeg' | 'webp' | 'gif' = 'jpeg'): Promise<Buffer> =>
  await sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .toFormat(format)
    .toBuffer()

const filled = (head: Buffer, size: number): Buffer =>
  Buffer.concat([head, Buffer.alloc(Math.max(0, size - head.length))])

export const amr = (size = 1_000): Buffer => filled(Buffer.from('#!AMR\n'), size)
export const mp3 = (size = 1_000): Buffer => filled(Buffer.from('ID3\u0003'), size)
export const mp4 = (size = 1_000): Buffer => filled(Buffer.from('\0\0\0\u0018ftypmp42\0\0\0\0', 'latin1'), size)
