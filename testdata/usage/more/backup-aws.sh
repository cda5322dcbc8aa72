#!/bin/bash
for db in om airflow; do metadata backup -d "$db" --upload "$B" k; done
metadata ingest-dbt -c dbt.yaml
