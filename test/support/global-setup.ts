import { SERVER_VARIABLE, startTestServer, type TestServer } from './test-server.ts'

let server: TestServer | undefined

/** Before the first test file: one PostgreSQL for the whole run. Test processes find it through the environment. */
export async function globalSetup(): Promise<void> {
  server = await startTestServer()
  process.env[SERVER_VARIABLE] = server.url
}

/** After the last test file. */
export async function globalTeardown(): Promise<void> {
  await server?.stop()
}
