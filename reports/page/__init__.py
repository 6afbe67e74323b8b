"""The page of Nghị định 30/2020/NĐ-CP for a document of a named type (Mẫu 1.4), as pure functions over dataclasses."""
