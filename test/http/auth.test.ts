import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saveUser } from '#src/db/users.ts'
import { startTestApp } from '../support/app.ts'

test('the right password gives a token and a cookie; five wrong ones close the account for a minute', async (t) => {
  const app = await startTestApp(t)
  await saveUser(app.services.pool, {
    email: 'ana@example.com',
    password: 'girassol-amarelo',
    role: 'admin',
    tenantId: null,
  })
  const login = (password: string) => app.post('/api/v1/auth/login', { email: 'Ana@example.com', password })

  const right = await login('girassol-amarelo')
  assert.equal(right.status, 200)
  assert.match(await right.text(), /"token":"[\w-]+\.[\w-]+\.[\w-]+"/)
  assert.match(right.headers.get('set-cookie') ?? '', /HttpOnly/)

  const wrong: number[] = []
  for (let i = 0; i < 6; i++) wrong.push((await login(`wrong-${i}`)).status)
  assert.deepEqual(wrong.slice(0, 5), [401, 401, 401, 401, 401])
  assert.equal(wrong[5], 429)
  assert.equal((await login('girassol-amarelo')).status, 429, 'the right one waits too')
})
