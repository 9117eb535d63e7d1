"""JSON: JSON_VALUE, JSON_QUERY, JSON_MODIFY, ISJSON, OPENJSON, FOR JSON."""

from decimal import Decimal as Dec

from .case import ERRORS, Case, failures, function, values

OPENJSON = function("openjson")
FOR_JSON = "relational-databases/json/format-query-results-as-json-with-for-json-sql-server"
FOR_PATH = "relational-databases/json/format-nested-json-output-with-path-mode-sql-server"
NULLS = "relational-databases/json/include-null-values-in-json-include-null-values-option"
ROOT = "relational-databases/json/add-a-root-node-to-json-output-with-the-root-option-sql-server"
ARRAY = "relational-databases/json/remove-square-brackets-from-json-without-array-wrapper-option"
TYPES = "relational-databases/json/how-for-json-converts-sql-server-data-types-to-json-data-types-sql-server"
DOCUMENT = """N'{"info":{"type":1,"address":{"town":"Bristol","county":"Avon","country":"England"},"tags":["Sport","Water polo"]},"type":"Basic","n":null,"on":true}'"""

CASES: list[Case] = [
    *values(
        "JSON_VALUE",
        function("json-value"),
        (f"JSON_VALUE({DOCUMENT}, '$.info.address.town')", "Bristol"),
        (f"JSON_VALUE({DOCUMENT}, '$.info.type')", "1"),
        (f"JSON_VALUE({DOCUMENT}, '$.info.tags[0]')", "Sport"),
        (f"JSON_VALUE({DOCUMENT}, '$.info.tags[9]')", None),
        (f"JSON_VALUE({DOCUMENT}, '$.info.tags')", None),
        (f"JSON_VALUE({DOCUMENT}, '$')", None),
        (f"JSON_VALUE({DOCUMENT}, '$.info.none')", None),
        (f"JSON_VALUE({DOCUMENT}, 'lax $.type')", "Basic"),
        (f"JSON_VALUE({DOCUMENT}, '$.TYPE')", None),
        (f"JSON_VALUE({DOCUMENT}, '$.on')", "true"),
        (f"JSON_VALUE({DOCUMENT}, '$.n')", None),
        ("JSON_VALUE(N'{\"a b\":5}', '$.\"a b\"')", "5"),
        ("JSON_VALUE(NULL, '$.a')", None),
        ("JSON_VALUE(N'[1,2]', '$[1]')", "2"),
    ),
    *failures("JSON_VALUE", function("json-value"), (f"JSON_VALUE({DOCUMENT}, 'strict $.info.none')", 13608), (f"JSON_VALUE({DOCUMENT}, 'strict $.info.tags')", 13623), ("JSON_VALUE(N'nonsense', '$.a')", 13609), (f"JSON_VALUE({DOCUMENT}, 'a.b')", 13607)),
    *values("JSON_QUERY", function("json-query"), (f"JSON_QUERY({DOCUMENT}, '$.info.tags')", '["Sport","Water polo"]'), (f"JSON_QUERY({DOCUMENT}, '$.info.address.town')", None), ("JSON_QUERY(N'{\"a\":1}')", '{"a":1}')),
    *failures("JSON_QUERY", function("json-query"), (f"JSON_QUERY({DOCUMENT}, 'strict $.type')", 13624)),
    *values("ISJSON", function("isjson"), ("ISJSON(N'{\"a\":1}')", 1), ("ISJSON(N'[1,2]')", 1), ("ISJSON(N'true')", 0), ("ISJSON(N'{a:1}')", 0), ("ISJSON(N'')", 0), ("ISJSON(NULL)", None)),
    *values(
        "JSON_MODIFY",
        function("json-modify"),
        ("JSON_MODIFY(N'{\"name\":\"John\"}', '$.name', N'Mike')", '{"name":"Mike"}'),
        ("JSON_MODIFY(N'{\"name\":\"John\"}', '$.surname', N'Smith')", '{"name":"John","surname":"Smith"}'),
        ("JSON_MODIFY(N'{\"name\":\"John\",\"x\":1}', '$.x', NULL)", '{"name":"John"}'),
        ("JSON_MODIFY(N'{\"a\":[1,2]}', 'append $.a', 3)", '{"a":[1,2,3]}'),
        ("JSON_MODIFY(N'{\"price\":49.99}', '$.price', 59)", '{"price":59}'),
    ),
    Case("OPENJSON", OPENJSON, "SELECT [key], value, type FROM OPENJSON(N'{\"a\":\"x\",\"b\":1,\"c\":true,\"d\":[1],\"e\":{\"f\":2},\"g\":null}') ORDER BY [key]", [("a", "x", 1), ("b", "1", 2), ("c", "true", 3), ("d", "[1]", 4), ("e", '{"f":2}', 5), ("g", None, 0)]),
    Case("OPENJSON of an array", OPENJSON, "SELECT [key], value FROM OPENJSON(N'[10,20]') ORDER BY CAST([key] AS int)", [("0", "10"), ("1", "20")]),
    Case("OPENJSON with a path", OPENJSON, "SELECT value FROM OPENJSON(N'{\"a\":{\"b\":[7,8]}}', '$.a.b') ORDER BY value", [("7",), ("8",)]),
    Case("OPENJSON with a path that is not there", OPENJSON, "SELECT COUNT(*) AS n FROM OPENJSON(N'{}', '$.a')", [(0,)]),
    Case("OPENJSON of NULL", OPENJSON, "SELECT COUNT(*) AS n FROM OPENJSON(NULL)", [(0,)]),
    Case("OPENJSON of what is no JSON", OPENJSON, "SELECT value FROM OPENJSON(N'nonsense')", error=13609),
    Case("OPENJSON WITH", OPENJSON, "SELECT Id, Name, Amount FROM OPENJSON(N'[{\"Id\":1,\"Name\":\"a\",\"Amount\":2.5},{\"Id\":2}]') WITH (Id int, Name nvarchar(10), Amount decimal(5, 2)) ORDER BY Id", [(1, "a", Dec("2.50")), (2, None, None)]),
    Case("OPENJSON WITH paths", OPENJSON, "SELECT N, T, Q FROM OPENJSON(N'[{\"Order\":{\"Number\":\"SO1\"},\"Item\":{\"Tags\":[1,2]},\"Quantity\":3}]') WITH (N varchar(10) '$.Order.Number', T nvarchar(max) '$.Item.Tags' AS JSON, Q int '$.Quantity')", [("SO1", "[1,2]", 3)]),
    Case("OPENJSON WITH is case-sensitive", OPENJSON, "SELECT a FROM OPENJSON(N'{\"A\":1}') WITH (a int)", [(None,)]),
    Case("OPENJSON WITH a strict path", OPENJSON, "SELECT a FROM OPENJSON(N'{}') WITH (a int 'strict $.a')", error=13608),
    Case("OPENJSON WITH a value that does not convert", OPENJSON, "SELECT a FROM OPENJSON(N'{\"a\":\"x\"}') WITH (a int)", error=245),
    Case("OPENJSON joined", OPENJSON, "SELECT t.Id, j.value FROM (VALUES (1, N'[5,6]'), (2, N'[7]')) AS t (Id, Doc) CROSS APPLY OPENJSON(t.Doc) AS j ORDER BY t.Id, j.value", [(1, "5"), (1, "6"), (2, "7")]),
    Case("FOR JSON PATH", FOR_JSON, "SELECT 1 AS a, N'x' AS b FOR JSON PATH", [('[{"a":1,"b":"x"}]',)]),
    Case("FOR JSON PATH nests by dots", FOR_PATH, "SELECT 1 AS [a.b], 2 AS [a.c], 3 AS d FOR JSON PATH", [('[{"a":{"b":1,"c":2},"d":3}]',)]),
    Case("FOR JSON leaves NULL out", NULLS, "SELECT 1 AS a, NULL AS b FOR JSON PATH", [('[{"a":1}]',)]),
    Case("INCLUDE_NULL_VALUES", NULLS, "SELECT 1 AS a, CAST(NULL AS int) AS b FOR JSON PATH, INCLUDE_NULL_VALUES", [('[{"a":1,"b":null}]',)]),
    Case("ROOT", ROOT, "SELECT 1 AS a FOR JSON PATH, ROOT('r')", [('{"r":[{"a":1}]}',)]),
    Case("WITHOUT_ARRAY_WRAPPER", ARRAY, "SELECT 1 AS a FOR JSON PATH, WITHOUT_ARRAY_WRAPPER", [('{"a":1}',)]),
    Case("FOR JSON types", TYPES, "SELECT CAST(1 AS bit) AS b, 1.5 AS d, CAST('2024-01-02T03:04:05' AS datetime2(0)) AS t, 0x01 AS x FOR JSON PATH", [('[{"b":true,"d":1.5,"t":"2024-01-02T03:04:05","x":"AQ=="}]',)]),
    Case("FOR JSON escapes", FOR_JSON, "SELECT N'a\"b/c\\d' AS s FOR JSON PATH", [('[{"s":"a\\"b\\/c\\\\d"}]',)]),
    Case("FOR JSON of several rows", FOR_JSON, "SELECT v FROM (VALUES (1), (2)) AS t (v) ORDER BY v FOR JSON PATH", [('[{"v":1},{"v":2}]',)]),
    Case("FOR JSON into a variable", FOR_JSON, "DECLARE @j nvarchar(max) = (SELECT 1 AS a FOR JSON PATH); SELECT @j AS j", [('[{"a":1}]',)]),
    Case("FOR JSON of nothing is NULL", FOR_JSON, "DECLARE @j nvarchar(max) = (SELECT 1 AS a WHERE 1 = 0 FOR JSON PATH); SELECT @j AS j", [(None,)]),
    Case("FOR JSON needs names", ERRORS, "SELECT 1 FOR JSON PATH", error=13605),
    Case("JSON_QUERY nests in FOR JSON", FOR_PATH, "SELECT JSON_QUERY(N'[1,2]') AS a FOR JSON PATH", [('[{"a":[1,2]}]',)]),
]  # fmt: skip
