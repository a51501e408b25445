import { type RefObject, useEffect, useEffectEvent, useState } from 'react'

/** Takes files dropped anywhere on the element; true while some hover above it. */
export function useFileDrop(target: RefObject<HTMLElement | null>, onFiles: (files: readonly File[]) => void): boolean {
  const [hovering, setHovering] = useState(false)
  const onDrop = useEffectEvent((files: readonly File[]) => {
    setHovering(false)
    onFiles(files)
  })
  useEffect(() => {
    const element = target.current
    if (element === null) return undefined
    const controller = new AbortController()
    const { signal } = controller
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setHovering(true)
    }
    const drop = (event: DragEvent) => {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      onDrop(files)
    }
    element.addEventListener('dragover', over, { signal })
    element.addEventListener('dragleave', () => setHovering(false), { signal })
    element.addEventListener('drop', drop, { signal })
    return () => controller.abort()
  }, [target])
  return hovering
}
