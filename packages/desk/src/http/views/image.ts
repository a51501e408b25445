import { apiRoot } from '../contract.ts'

export const imagePath = (mediaKey: string): string => `${apiRoot}/images/${mediaKey}`

export const thumbnailPath = (mediaKey: string): string => `${imagePath(mediaKey)}?size=thumb`
