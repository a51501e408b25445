/** A small picture in two made-up colours, 24 by 24, as an uncompressed bitmap. */
export function drawPicture(draw: () => number): Buffer {
  const edge = 24
  const rowBytes = edge * 3
  const size = 54 + rowBytes * edge
  const bytes = Buffer.alloc(size)
  bytes.write('BM')
  bytes.writeUInt32LE(size, 2)
  bytes.writeUInt32LE(54, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(edge, 18)
  bytes.writeInt32LE(edge, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(24, 28)
  bytes.writeUInt32LE(size - 54, 34)
  const colours = [drawColour(draw), drawColour(draw)]
  for (let pixel = 0; pixel < edge * edge; pixel += 1) {
    const [x, y] = [pixel % edge, Math.floor(pixel / edge)]
    const inside = (x - 12) ** 2 + (y - 12) ** 2 < 60
    bytes.set(colours[inside ? 1 : 0] ?? [0, 0, 0], 54 + pixel * 3)
  }
  return bytes
}

const drawColour = (draw: () => number): number[] =>
  [draw(), draw(), draw()].map((share) => 40 + Math.floor(share * 200))
