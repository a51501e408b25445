/** The curve of GB/T 32918.5. */
export const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn
export const A = P - 3n
export const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n
export const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n
export const G: Point = {
  x: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  y: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
}

export interface Point {
  readonly x: bigint
  readonly y: bigint
}

/** Jacobian coordinates; z is 0 for the point at infinity. */
interface Jacobian {
  readonly x: bigint
  readonly y: bigint
  readonly z: bigint
}

const INFINITY: Jacobian = { x: 1n, y: 1n, z: 0n }

export const mod = (value: bigint, modulus: bigint): bigint => {
  const rest = value % modulus
  return rest < 0n ? rest + modulus : rest
}

/** Extended Euclid. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1] = [modulus, mod(value, modulus)]
  let [t0, t1] = [0n, 1n]
  while (r1 !== 0n) {
    const quotient = r0 / r1
    ;[r0, r1] = [r1, r0 - quotient * r1]
    ;[t0, t1] = [t1, t0 - quotient * t1]
  }
  return mod(t0, modulus)
}

export const isOnCurve = ({ x, y }: Point): boolean => x < P && y < P && mod(y * y - (x * x * x + A * x + B), P) === 0n

// a = -3 allows 3(x - z^2)(x + z^2).
function double(point: Jacobian): Jacobian {
  const { x, y, z } = point
  if (z === 0n || y === 0n) return INFINITY
  const zz = mod(z * z, P)
  const yy = mod(y * y, P)
  const s = mod(4n * x * yy, P)
  const m = mod(3n * (x - zz) * (x + zz), P)
  const x3 = mod(m * m - 2n * s, P)
  return { x: x3, y: mod(m * (s - x3) - 8n * yy * yy, P), z: mod(2n * y * z, P) }
}

function add(a: Jacobian, b: Jacobian): Jacobian {
  if (a.z === 0n) return b
  if (b.z === 0n) return a
  const za = mod(a.z * a.z, P)
  const zb = mod(b.z * b.z, P)
  const u1 = mod(a.x * zb, P)
  const u2 = mod(b.x * za, P)
  const s1 = mod(a.y * zb * b.z, P)
  const s2 = mod(b.y * za * a.z, P)
  if (u1 === u2) return s1 === s2 ? double(a) : INFINITY
  const h = mod(u2 - u1, P)
  const r = mod(s2 - s1, P)
  const hh = mod(h * h, P)
  const hhh = mod(h * hh, P)
  const v = mod(u1 * hh, P)
  const x = mod(r * r - hhh - 2n * v, P)
  return { x, y: mod(r * (v - x) - s1 * hhh, P), z: mod(h * a.z * b.z, P) }
}

function times(point: Point, factor: bigint): Jacobian {
  let result = INFINITY
  const base: Jacobian = { ...point, z: 1n }
  for (const bit of factor.toString(2)) {
    result = double(result)
    if (bit === '1') result = add(result, base)
  }
  return result
}

function toPoint({ x, y, z }: Jacobian): Point | undefined {
  if (z === 0n) return undefined
  const zi = inverse(z, P)
  const zz = mod(zi * zi, P)
  return { x: mod(x * zz, P), y: mod(y * zz * zi, P) }
}

/** factor · point; undefined for the point at infinity. */
export const multiply = (point: Point, factor: bigint): Point | undefined => toPoint(times(point, mod(factor, N)))

/** s · G + t · point. */
export const multiplyAndAdd = (s: bigint, t: bigint, point: Point): Point | undefined =>
  toPoint(add(times(G, s), times(point, t)))
