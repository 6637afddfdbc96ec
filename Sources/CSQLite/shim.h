#pragma once
#include <sqlite3.h>
#include <stdint.h>

// What the macros and variadic functions of sqlite3.h keep from Swift.

/// Binds a copy of the text, which may hold zero bytes.
static inline int martlet_sqlite3_bind_text(sqlite3_stmt *statement, int index, const void *text, uint64_t count) {
    const char *start = text ? (const char *)text : "";
    return sqlite3_bind_text64(statement, index, start, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Binds a copy of the bytes; none are an empty blob, not null.
static inline int martlet_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, uint64_t count) {
    if (count == 0) return sqlite3_bind_zeroblob(statement, index, 0);
    return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/// Makes a damaged or doctored file do less harm, and `"column"` never a string.
static inline void martlet_sqlite3_harden(sqlite3 *database) {
    sqlite3_extended_result_codes(database, 1);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, (int *)0);
#ifdef SQLITE_DBCONFIG_TRUSTED_SCHEMA
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
#endif
}
