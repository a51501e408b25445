import { h } from '../shared/dom.js'
import { t } from './words.js'

const MAX_BYTES = 2 * 1024 * 1024
const MAX_EDGE = 1600
const TAKEN = new Set(['image/jpeg', 'image/png', 'image/bmp'])

/** A file input with previews. `value()` gives Base64 texts. */
export function pictureField(max, onProblem) {
  const chosen = []
  const input = h('input', {
    type: 'file',
    accept: 'image/*',
    multiple: true,
    class: 'file',
    onchange: async () => {
      const files = [...input.files].slice(0, max - chosen.length)
      input.value = ''
      for (const file of files) {
        try {
          chosen.push({ name: file.name, bytes: await fit(file) })
        } catch {
          onProblem(t('badPicture', { name: file.name }))
        }
      }
      draw()
    },
  })
  const previews = h('ul', { class: 'previews' })
  const label = h(
    'label',
    { class: 'add-picture' },
    h('span', { 'aria-hidden': 'true', class: 'plus' }, '+'),
    t('pictures'),
    input,
  )
  const element = h('div', { class: 'pictures' }, previews, label)

  function draw() {
    for (const image of previews.querySelectorAll('img')) URL.revokeObjectURL(image.src)
    previews.replaceChildren(
      ...chosen.map((picture) =>
        h(
          'li',
          {},
          h('img', { src: URL.createObjectURL(picture.bytes), alt: picture.name }),
          h(
            'button',
            {
              type: 'button',
              class: 'remove',
              'aria-label': t('removePicture', { name: picture.name }),
              onclick: () => {
                chosen.splice(chosen.indexOf(picture), 1)
                draw()
                input.focus()
              },
            },
            '×',
          ),
        ),
      ),
    )
    label.hidden = chosen.length >= max
  }

  return {
    element,
    value: () => Promise.all(chosen.map((picture) => base64(picture.bytes))),
    clear() {
      chosen.length = 0
      draw()
    },
  }
}

// The platform takes jpg, png and bmp up to 2 MB; anything else a phone may hold is drawn again as a smaller jpg.
async function fit(file) {
  if (TAKEN.has(file.type) && file.size <= MAX_BYTES) return file
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, MAX_EDGE / Math.max(bitmap.width, bitmap.height))
  const canvas = h('canvas', { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) })
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/jpeg', 0.85)
  })
}

async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
