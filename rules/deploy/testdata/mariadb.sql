-- A database of OpenMetadata 1.12.6 in small: its bookkeeping, some entities in their JSON form with generated
-- columns, a time series, and the workflow engine's tables.
CREATE TABLE SERVER_CHANGE_LOG (
  installed_rank INT AUTO_INCREMENT UNIQUE, version VARCHAR(256) PRIMARY KEY, migrationFileName VARCHAR(256) NOT NULL,
  checksum VARCHAR(256) NOT NULL, installed_on TIMESTAMP DEFAULT CURRENT_TIMESTAMP, metrics JSON);
INSERT INTO SERVER_CHANGE_LOG (version, migrationFileName, checksum) VALUES
  ('1.1.0', 'native/1.1.0', 'a'), ('1.2.0', 'native/1.2.0', 'b'), ('1.3.0', 'native/1.3.0', 'c'), ('1.4.0', 'native/1.4.0', 'd'),
  ('1.5.0', 'native/1.5.0', 'e'), ('1.6.0', 'native/1.6.0', 'f'), ('1.7.0', 'native/1.7.0', 'g'), ('1.8.0', 'native/1.8.0', 'h'),
  ('1.9.0', 'native/1.9.0', 'i'), ('1.10.0', 'native/1.10.0', 'j'), ('1.11.0', 'native/1.11.0', 'k'), ('1.12.0', 'native/1.12.0', 'l'),
  ('1.12.6', 'native/1.12.6', 'm');
CREATE TABLE SERVER_MIGRATION_SQL_LOGS (
  version VARCHAR(256) NOT NULL, sqlStatement VARCHAR(10000) NOT NULL, checksum VARCHAR(256) PRIMARY KEY, executedAt TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
INSERT INTO SERVER_MIGRATION_SQL_LOGS (version, sqlStatement, checksum) VALUES ('1.12.0', 'ALTER TABLE a ADD b INT', '1'), ('1.12.6', 'UPDATE a SET b = 1', '2');

CREATE TABLE table_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (JSON_VALUE(json, '$.id')) PERSISTENT UNIQUE, json JSON NOT NULL,
  fqnHash VARCHAR(768) CHARACTER SET ascii COLLATE ascii_bin, name VARCHAR(256) GENERATED ALWAYS AS (JSON_VALUE(json, '$.name')) VIRTUAL);
INSERT INTO table_entity (json, fqnHash) VALUES ('{"id": "t1", "name": "orders", "columns": []}', 'h1'), ('{"id": "t2", "name": "prices", "columns": []}', 'h2');
CREATE TABLE query_entity (id VARCHAR(36) GENERATED ALWAYS AS (JSON_VALUE(json, '$.id')) PERSISTENT UNIQUE, json JSON NOT NULL);
INSERT INTO query_entity (json) VALUES ('{"id": "q1", "query": "SELECT 1"}');
CREATE TABLE apps_extension_time_series (appId VARCHAR(36), json JSON NOT NULL, timestamp BIGINT GENERATED ALWAYS AS (JSON_VALUE(json, '$.timestamp')) VIRTUAL);
CREATE TABLE dbservice_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (JSON_VALUE(json, '$.id')) PERSISTENT UNIQUE, json JSON NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (JSON_VALUE(json, '$.name')) VIRTUAL);
INSERT INTO dbservice_entity (json) VALUES ('{"id": "s1", "name": "shop", "connection": {"config": {"type": "Mysql"}}}');
CREATE TABLE bot_entity (id VARCHAR(36) GENERATED ALWAYS AS (JSON_VALUE(json, '$.id')) PERSISTENT UNIQUE, json JSON NOT NULL, name VARCHAR(256) GENERATED ALWAYS AS (JSON_VALUE(json, '$.name')) VIRTUAL);
INSERT INTO bot_entity (json) VALUES ('{"id": "b1", "name": "ingestion-bot"}'), ('{"id": "b2", "name": "SearchIndexingApplicationBot"}');
CREATE TABLE role_entity (id VARCHAR(36) GENERATED ALWAYS AS (JSON_VALUE(json, '$.id')) PERSISTENT UNIQUE, json JSON NOT NULL, name VARCHAR(256) GENERATED ALWAYS AS (JSON_VALUE(json, '$.name')) VIRTUAL);
INSERT INTO role_entity (json) VALUES ('{"id": "r1", "name": "DataConsumer"}'), ('{"id": "r2", "name": "DataSteward"}');
CREATE TABLE entity_relationship (
  fromId VARCHAR(36) NOT NULL, toId VARCHAR(36) NOT NULL, fromEntity VARCHAR(256) NOT NULL, toEntity VARCHAR(256) NOT NULL, relation TINYINT NOT NULL,
  PRIMARY KEY (fromId, toId, relation));
INSERT INTO entity_relationship VALUES ('r1', 'p1', 'role', 'policy', 10), ('r2', 'p2', 'role', 'policy', 10);
CREATE TABLE profiler_data_time_series (
  entityFQNHash VARCHAR(768) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, extension VARCHAR(256) NOT NULL, jsonSchema VARCHAR(256) NOT NULL, json JSON NOT NULL,
  timestamp BIGINT UNSIGNED GENERATED ALWAYS AS (JSON_VALUE(json, '$.timestamp')) VIRTUAL, operation VARCHAR(256) GENERATED ALWAYS AS (JSON_VALUE(json, '$.operation')) VIRTUAL,
  INDEX profiler_data_time_series_timestamp (entityFQNHash, extension, timestamp));
INSERT INTO profiler_data_time_series (entityFQNHash, extension, jsonSchema, json) VALUES
  ('h1', 'table.tableProfile', 'tableProfile', '{"timestamp": 1700000000000, "rowCount": 7}'),
  ('h1', 'table.tableProfile', 'tableProfile', '{"timestamp": 1700086400000, "rowCount": 8}');

CREATE TABLE ACT_GE_PROPERTY (NAME_ VARCHAR(64) PRIMARY KEY, VALUE_ VARCHAR(300), REV_ INTEGER);
INSERT INTO ACT_GE_PROPERTY VALUES ('common.schema.version', '7.0.1.1', 1), ('schema.version', '7.0.1.1', 1), ('next.dbid', '1', 1);
CREATE TABLE ACT_GE_BYTEARRAY (ID_ VARCHAR(64) PRIMARY KEY);
CREATE TABLE ACT_RE_DEPLOYMENT (ID_ VARCHAR(64) PRIMARY KEY);
CREATE TABLE ACT_RE_PROCDEF (ID_ VARCHAR(64) PRIMARY KEY);
CREATE TABLE ACT_RU_EXECUTION (ID_ VARCHAR(64) PRIMARY KEY);
CREATE TABLE ACT_RU_TASK (ID_ VARCHAR(64) PRIMARY KEY);
CREATE TABLE ACT_HI_PROCINST (ID_ VARCHAR(64) PRIMARY KEY);
