/** A name is made up only where the service says that it believes one, and stays the same. */
import { afterEach, expect, test, vi } from 'vitest';
import { identity, meet } from './identity';

afterEach(() => vi.unstubAllGlobals());

const storage = () => {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), kept };
};

test('nobody is named unless the service believes it', async () => {
  const local = storage();
  vi.stubGlobal('localStorage', local);
  for (const issuer of [null, undefined, 'oidc']) {
    meet(issuer);
    expect(await identity()).toEqual({});
  }
  expect(local.kept.size).toBe(0);
});

test('one name for this browser', async () => {
  vi.stubGlobal('localStorage', storage());
  meet('dev');
  const one = await identity();
  expect(one.authorization).toMatch(/^Bearer dev\.case_manager\.\.[0-9a-f]{32}$/);
  meet('dev');
  expect(await identity()).toEqual(one);
});

test('where nothing can be kept, nobody is named', async () => {
  vi.stubGlobal('localStorage', undefined);
  meet('dev');
  expect(await identity()).toEqual({});
});
