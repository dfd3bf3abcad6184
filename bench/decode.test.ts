import { baselineDecoder, ourDecoder } from './stages.js';
import { createWorkload } from './workload.js';

test('both decoders read the same spans, or their speeds could not be compared', async () => {
  const { bodies, spans } = await createWorkload(500);
  const ours = bodies.flatMap((body) => ourDecoder(body));
  expect(ours).toHaveLength(spans);
  expect(bodies.flatMap((body) => baselineDecoder(body))).toEqual(ours);
});
