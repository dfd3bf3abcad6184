// A program that knows nothing of HiveBoard: stock OpenTelemetry, its own exporter, the standard `gen_ai.*` attributes.
// Where it sends to is its usual configuration:
//   OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 OTEL_EXPORTER_OTLP_HEADERS='authorization=Bearer …' \
//     npx tsx examples/plain-opentelemetry.ts
import { SpanKind } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

const provider = new BasicTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'recipe-bot' }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});

const span = provider.getTracer('recipe-bot').startSpan('chat gpt-4o-mini', {
  kind: SpanKind.CLIENT,
  startTime: Date.now() - 1_800,
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
    'gen_ai.usage.input_tokens': 1_250,
    'gen_ai.usage.output_tokens': 310,
  },
});
span.end();
await provider.shutdown();
