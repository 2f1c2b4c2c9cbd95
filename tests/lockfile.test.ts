import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lockFilePath, missingEntries, type LockFile } from './lockfile.ts'

test('the lock file has an entry for every optional package, or `npm ci` refuses it (repair: node tests/lockfile.ts)', () => {
  const lock = JSON.parse(readFileSync(lockFilePath, 'utf8')) as LockFile
  expect(Object.keys(lock.packages).length).toBeGreaterThan(500)
  expect(missingEntries(lock)).toEqual({})
})

test('a missing one is found at any depth, with the platform that its name says', () => {
  const lock: LockFile = {
    packages: {
      '': {},
      'node_modules/a': {
        dev: true,
        optionalDependencies: { '@a/linux-arm64-musl': '1.0.0', '@a/win32-x64-msvc': '1.0.0', '@a/odd': '1.0.0' },
      },
      'node_modules/a/node_modules/@a/win32-x64-msvc': { version: '1.0.0' },
      'node_modules/b/node_modules/c': { optionalDependencies: { 'c-darwin-arm64': '2.0.0', '@a/odd': '1.0.0' } },
    },
  }
  expect(missingEntries(lock)).toEqual({
    'node_modules/@a/linux-arm64-musl': { version: '1.0.0', os: ['linux'], cpu: ['arm64'], libc: ['musl'], dev: true, optional: true },
    'node_modules/@a/odd': { version: '1.0.0', os: ['none'], cpu: ['none'], optional: true },
    'node_modules/c-darwin-arm64': { version: '2.0.0', os: ['darwin'], cpu: ['arm64'], optional: true },
  })
})
