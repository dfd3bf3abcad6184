import { createDataFrame, FieldType, type DataFrame } from '@grafana/data';
import type { ColumnType, Table } from '../data/table.js';

const FIELD_TYPES: Readonly<Record<ColumnType, FieldType>> = {
  time: FieldType.time,
  string: FieldType.string,
  number: FieldType.number,
  boolean: FieldType.boolean,
  other: FieldType.other,
};

/** A table as Grafana's data frame. */
export const dataFrameOf = ({ name, fields }: Table, refId: string): DataFrame =>
  createDataFrame({
    refId,
    name,
    fields: fields.map(({ name: field, type, unit, values }) => ({
      name: field,
      type: FIELD_TYPES[type],
      config: unit === undefined ? {} : { unit },
      values: [...values],
    })),
  });
