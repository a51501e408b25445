/** A made-up photograph of a receipt: lines and a bar code in the colours of the number, without any text to read. */
export async function samplePicture(number: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const hue = (number * 67) % 360
  const lines = Array.from({ length: 9 }, (_, row) => {
    const width = 120 + ((number * 53 + row * 97) % 180)
    return `<rect x="60" y="${120 + row * 34}" width="${width}" height="12" rx="6" fill="hsl(${hue} 15% ${45 + row * 3}%)"/>`
  })
  const bars = Array.from({ length: 40 }, (_, bar) => {
    const width = 2 + ((number * 31 + bar * 17) % 4)
    return `<rect x="${60 + bar * 8}" y="450" width="${width}" height="60" fill="#222"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="450" height="600">
    <rect width="450" height="600" fill="hsl(${hue} 40% 82%)"/>
    <rect x="30" y="30" width="390" height="540" rx="8" fill="#fdfdf8"/>
    <circle cx="225" cy="75" r="26" fill="hsl(${hue} 60% 50%)"/>
    ${lines.join('')}${bars.join('')}
  </svg>`
  return await sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer()
}
