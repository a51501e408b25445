const floor = [20, 20]

/** True when `version` ("20.20.2") is at least the floor the project runs on. */
export function isSupported(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > floor[0] || (major === floor[0] && minor >= floor[1])
}

export function requireNode() {
  if (isSupported(process.versions.node)) return
  console.error(`redress: Node ${floor.join('.')} or later is needed, this is ${process.versions.node}.`)
  process.exit(1)
}
