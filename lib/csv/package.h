/*
 * package: the file beside CSV files that describes what they cannot say
 * themselves.
 *
 * Layer: csv.
 */
#ifndef CSV_PACKAGE_H
#define CSV_PACKAGE_H

/* The file's name in a folder of CSV files; a Frictionless Data Package. */
#define CSV_PACKAGE_FILE "datapackage.json"

#endif
