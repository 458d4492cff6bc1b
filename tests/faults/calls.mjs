import { within } from '../sockets/within.mjs';
import { cannot, fault, long, traced, assertKept } from './scene.mjs';

// Whatever it was doing when it died: keeping, making sure that it is kept, or telling.
const calls = { pwrite64: long ? 200 : 130, fdatasync: long ? 60 : 40, 'sendmsg,sendto,write': long ? 200 : 90 };
const every = long ? 1 : 30;

for (const [call, most] of Object.entries(calls))
  for (let nth = long ? 1 : every; nth <= most; nth += every)
    fault(`a server that dies at ${call} number ${nth} of a thread has lost nothing`, async ({ server, storm }) => {
      const crowd = await storm({ devices: 3, rooms: 1, window: 4 });
      await crowd.untilAcknowledged(20);
      await server.end('SIGKILL');
      server.by = traced(call, `signal=KILL:when=${nth}`);
      await server.start().catch(() => {}); // it may die before it listens
      await within(30, 'to die', server.ended);
      server.by = [];
      await server.start();
      await crowd.untilAcknowledged(crowd.acknowledged + 20);
      crowd.calms();
      assertKept(await crowd.ends(), crowd);
    }, { skip: cannot.trace });
