/*
 * package: writes datapackage.json, which describes what CSV files cannot say
 * themselves: types, keys, what is null.
 *
 * Format facts: Frictionless Data Package, Table Schema and CSV Dialect,
 * version 1.
 *
 * Layer: csv.
 */
#ifndef CSV_PACKAGE_H
#define CSV_PACKAGE_H

#include "base/error.h"
#include "csv/style.h"
#include "sink/folder.h"
#include "table/schema.h"

/* The file's name in a folder of CSV files. */
#define CSV_PACKAGE_FILE "datapackage.json"

/*
 * Stage the file for those tables of the schema whose files the folder is
 * going to have.
 */
int csv_package(struct folder *folder, const struct schema *schema,
    const struct csv_style *style, struct error *e) MUST_CHECK;

#endif
