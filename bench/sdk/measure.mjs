import { performance } from 'node:perf_hooks'

/** Seconds: of this process on the processor, or by the wall clock. */
const clocks = {
  processor: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  },
  wall: () => performance.now() / 1000,
}

/** Runs one case so often, with so many at once; operations per second of the group's clock. */
async function rate(once, { batch, inFlight, clock }) {
  const seconds = clocks[clock]
  const start = seconds()
  const worker = async () => {
    for (let count = 0; count < batch / inFlight; count += 1) await once()
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return batch / (seconds() - start)
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Where the median of all such values lies, 95 times in 100, whatever their distribution. @returns lowest, highest */
export function medianBounds(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const reach = 0.98 * Math.sqrt(sorted.length)
  const at = (place) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(place)))]
  return [at(sorted.length / 2 - reach), at(sorted.length / 2 + reach)]
}

/** Every order of the names: over all of them each case follows each other one, and leaves it its garbage, equally often. */
const ordersOf = (names) =>
  names.length < 2
    ? [names]
    : names.flatMap((first) => ordersOf(names.filter((name) => name !== first)).map((rest) => [first, ...rest]))

/**
 * Measures all cases of a group in turns, in short batches, so that a slow moment of the machine meets all of them, in
 * every order equally often. The ratio is the median of the ratios within the rounds.
 * @returns Medians of the rates, and of the ratio of `sdk` to each other case, with the bounds of the latter.
 */
export async function measureGroup(group, { rounds = 72 } = {}) {
  const names = Object.keys(group.cases)
  const results = new Set(await Promise.all(names.map(async (name) => group.comparable(await group.cases[name]()))))
  if (results.size > 1) throw new Error(`${group.name}: the cases do not come to the same result`)
  for (let warm = 0; warm < 5; warm += 1) {
    for (const name of names) await rate(group.cases[name], group)
  }
  const orders = ordersOf(names)
  const samples = []
  for (let round = 0; round < rounds; round += 1) {
    const sample = {}
    for (const name of orders[round % orders.length]) sample[name] = await rate(group.cases[name], group)
    samples.push(sample)
  }
  return {
    name: group.name,
    unit: group.unit,
    inFlight: group.inFlight,
    clock: group.clock,
    rates: Object.fromEntries(names.map((name) => [name, median(samples.map((sample) => sample[name]))])),
    ratios: Object.fromEntries(
      names.map((name) => {
        const ratios = samples.map((sample) => sample.sdk / sample[name])
        return [name, { median: median(ratios), bounds: medianBounds(ratios) }]
      }),
    ),
  }
}
