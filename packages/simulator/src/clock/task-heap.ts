export interface Task {
  readonly at: number
  readonly order: number
  readonly run: () => Promise<void>
}

const before = (a: Task, b: Task): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** Tasks by due time, equal times in the order of arrival. */
export class TaskHeap {
  readonly #tasks: Task[] = []

  peek(): Task | undefined {
    return this.#tasks[0]
  }

  clear(): void {
    this.#tasks.length = 0
  }

  push(task: Task): void {
    const tasks = this.#tasks
    let index = tasks.push(task) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = tasks[parent]
      if (above === undefined || !before(task, above)) break
      tasks[index] = above
      index = parent
    }
    tasks[index] = task
  }

  pop(): Task | undefined {
    const tasks = this.#tasks
    const top = tasks[0]
    const last = tasks.pop()
    if (last === undefined || tasks.length === 0) return top
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      const right = tasks[child + 1]
      const left = tasks[child]
      if (left === undefined) break
      if (right !== undefined && before(right, left)) child += 1
      const smaller = tasks[child]
      if (smaller === undefined || !before(smaller, last)) break
      tasks[index] = smaller
      index = child
    }
    tasks[index] = last
    return top
  }
}
