import CSQLite

/// What SQLite's last failure on a connection means.
func sqliteError(on connection: OpaquePointer?, doing message: String) -> StorageError {
    let code = unsafe sqlite3_extended_errcode(connection)
    let said = unsafe sqlite3_errmsg(connection).map { unsafe String(cString: $0) } ?? "no message"
    let path = unsafe sqlite3_db_filename(connection, "main").map { unsafe String(cString: $0) } ?? ""
    return sqliteError(code, said, path: path, doing: message)
}

/// `message` says what was being done; it is kept for failures that have no remedy of their own.
func sqliteError(_ code: Int32, _ said: String, path: String, doing message: String) -> StorageError {
    let file = path.isEmpty ? "the database in memory" : "'\(path)'"
    let cause = "SQLite \(code): \(said)"
    switch code & 0xff {
    case SQLITE_CORRUPT where code == SQLITE_CORRUPT | (1 << 8):
        return StorageError(.other, "a search index in \(file) is damaged: rebuild it", cause: cause)
    case SQLITE_CORRUPT, SQLITE_NOTADB:
        return StorageError(.corrupt, "\(file) is damaged", cause: cause)
    case SQLITE_FULL:
        return StorageError(
            .diskFull,
            "there is no room to write \(file): free disk space, or move the data folder (--data)",
            cause: cause
        )
    case SQLITE_BUSY, SQLITE_LOCKED:
        return StorageError(
            .locked,
            "another process holds \(file): end it, or start this one with another data folder (--data)",
            cause: cause
        )
    case SQLITE_READONLY, SQLITE_PERM:
        return StorageError(
            .readOnly,
            "\(file) cannot be written: give this user the right to write the file and its folder, or choose another "
                + "data folder (--data)",
            cause: cause
        )
    case SQLITE_CANTOPEN:
        return StorageError(
            .cannotOpen,
            "\(file) cannot be opened: its folder must exist and be this user's to write, or choose another data "
                + "folder (--data)",
            cause: cause
        )
    case SQLITE_IOERR:
        return StorageError(.io, "\(file) could not be read or written: look at the disk", cause: cause)
    case SQLITE_CONSTRAINT:
        return StorageError(.constraint, "a row breaks a rule of its table", cause: cause)
    case SQLITE_ERROR, SQLITE_MISUSE, SQLITE_RANGE:
        return StorageError(.misuse, message, cause: cause)
    default:
        return StorageError(.other, message, cause: cause)
    }
}
