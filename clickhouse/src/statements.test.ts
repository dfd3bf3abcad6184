import { statements } from './statements.js';

test.each<readonly [sentence: string, sql: string, expected: readonly string[]]>([
  ['a file without a semicolon is one statement', 'SELECT 1\n', ['SELECT 1']],
  ['each semicolon at the end of a line ends one', 'SELECT 1;\nSELECT\n  2;\n', ['SELECT 1', 'SELECT\n  2']],
  ['a comment may follow the semicolon', 'SELECT 1; -- one\nSELECT 2', ['SELECT 1', 'SELECT 2']],
  ['a semicolon inside a line ends nothing', "SELECT ';' AS a", ["SELECT ';' AS a"]],
  ['a semicolon in a comment ends nothing', 'SELECT 1,\n-- first;\n2;', ['SELECT 1,\n-- first;\n2']],
  ['a comment stays with the statement below it', '-- why\nSELECT 1;', ['-- why\nSELECT 1']],
  [
    'comments and blank lines alone are no statement',
    '-- nothing\n\nSELECT 1;\n\n-- the end;\n',
    ['-- nothing\n\nSELECT 1'],
  ],
  ['an empty file has none', '', []],
])('%s', (_, sql, expected) => {
  expect(statements(sql)).toEqual(expected);
});
