import type { zhCN } from './zh-CN.ts'

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }

/** Every text of the page, in one language. */
export type Translation = Texts<typeof zhCN>
