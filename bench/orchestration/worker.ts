import { serveQueues } from '../../activities/serve.js';

/** A tensor worker as it ships, whose thread waits in place of evaluating. Its argument is the task queue. */
const entry = new URL('./waiting-thread.js', import.meta.url);
await serveQueues('tensor', process.argv[2], { entry });
