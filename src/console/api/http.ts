import type { z } from 'zod'
import { Problem } from './schema.ts'

/** The server answered, and said no. A lost connection is a plain TypeError instead, as `fetch` throws it. */
export class HttpError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Whether trying the same request again later may help: no connection, or a passing fault of the server. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof HttpError)) return true
  return error.status >= 500 || error.status === 408 || error.status === 429
}

export async function getJson<T extends z.ZodType>(
  path: string,
  schema: T,
  signal?: AbortSignal,
): Promise<z.output<T>> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } })
  return schema.parse(readAnswer(response.status, await response.text()))
}

export async function postJson<T extends z.ZodType>(
  path: string,
  body: unknown,
  schema: T,
  headers: Record<string, string> = {},
): Promise<z.output<T>> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return schema.parse(readAnswer(response.status, await response.text()))
}

/** Sends a form by XMLHttpRequest, the only way a browser tells how much of the upload is done (0..1). */
export function postForm<T extends z.ZodType>(
  path: string,
  form: FormData,
  schema: T,
  options: { headers: Record<string, string>; onProgress: (done: number) => void },
): Promise<z.output<T>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    for (const [name, value] of Object.entries(options.headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => event.lengthComputable && options.onProgress(event.loaded / event.total)
    request.onerror = () => reject(new TypeError('connection lost'))
    request.onload = () => {
      try {
        resolve(schema.parse(readAnswer(request.status, request.responseText)))
      } catch (error) {
        reject(error)
      }
    }
    request.send(form)
  })
}

function readAnswer(status: number, body: string): unknown {
  const json = parseJson(body)
  if (status >= 200 && status < 300) return json ?? {}
  const problem = Problem.safeParse(json)
  const words = problem.success ? (problem.data.detail ?? problem.data.message ?? problem.data.title) : null
  throw new HttpError(status, words ?? `O servidor respondeu ${status}.`)
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
