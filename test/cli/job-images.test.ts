import { expect, test } from 'vitest';
import { aFolder, stepwell } from './stepwell-process.ts';

test.each([
  {
    title: 'is not there',
    engine: '/no/such/podman',
    says: 'stepwell: the images of jobs cannot run with /no/such/podman: there is no such program',
  },
  { title: 'is no container engine', engine: '/bin/echo', says: 'it is neither podman nor docker' },
  { title: 'is a name that is none', engine: 'kubernetes', says: 'Write local, podman, docker, or the path' },
])(
  'a server whose engine for the images of jobs $title does not start, and says so',
  async ({ engine, says }) => {
    const server = stepwell('dev', '--data', aFolder(), '--port', '0', '--job-images', engine);
    await expect(server.endpoint).rejects.toThrow();
    expect(server.said.errors).toContain(says);
  },
);
