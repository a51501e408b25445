import type { Page } from 'playwright-core'
import sharp from 'sharp'

/** A file as a page takes it from a person. */
export interface ChosenFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** A picture that a person can recognise in a screenshot: one colour and a diagonal. */
export const picture = async (name: string, colour: string): Promise<ChosenFile> => ({
  name: `${name}.png`,
  mimeType: 'image/png',
  buffer: await sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><rect width="480" height="360" fill="${colour}"/><path d="M0 360L480 0" stroke="white" stroke-width="24"/></svg>`,
    ),
  )
    .png()
    .toBuffer(),
})

/** The head of one AMR narrow-band frame of 4.75 kbit/s, which has 13 bytes and 20 ms. */
const AMR_FRAME = Buffer.concat([Buffer.from([0x04]), Buffer.alloc(12)])
/** MPEG 1, layer III, 128 kbit/s, 44.1 kHz, one channel: 417 bytes and 26 ms, of zeros, which is silence. */
const MP3_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0xc0]), Buffer.alloc(413)])

const repeated = (frame: Buffer, count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => frame))

/** A second of silence, as phones record it. */
export const amrVoice: ChosenFile = {
  name: 'voice.amr',
  mimeType: 'audio/amr',
  buffer: Buffer.concat([Buffer.from('#!AMR\n'), repeated(AMR_FRAME, 50)]),
}

/** A second of silence that browsers play. */
export const mp3Voice: ChosenFile = {
  name: 'voice.mp3',
  mimeType: 'audio/mpeg',
  buffer: Buffer.concat([Buffer.from('ID3\u0003\0\0\0\0\0\0', 'latin1'), repeated(MP3_FRAME, 39)]),
}

/** A second of changing colours, recorded by the browser itself. */
export async function recordedFilm(page: Page): Promise<ChosenFile> {
  const base64 = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: 320, height: 240 })
    const drawing = canvas.getContext('2d')
    if (drawing === null) throw new Error('no canvas')
    const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/mp4' })
    const parts: Blob[] = []
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve))
    recorder.start()
    for (let frame = 0; frame < 10; frame += 1) {
      drawing.fillStyle = `hsl(${frame * 30} 70% 45%)`
      drawing.fillRect(0, 0, canvas.width, canvas.height)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    recorder.stop()
    await stopped
    let binary = ''
    for (const byte of new Uint8Array(await new Blob(parts).arrayBuffer())) binary += String.fromCharCode(byte)
    return btoa(binary)
  })
  return { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.from(base64, 'base64') }
}
