"""The page of Nghị định 30/2020: named types (Mẫu 1.4) and công văn (Mẫu 1.5), as pure functions over dataclasses."""
