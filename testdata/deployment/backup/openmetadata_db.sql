-- MySQL dump 10.13  Distrib 8.3.0, for Linux (x86_64)
--
-- Host: db.example.internal    Database: openmetadata_db
-- ------------------------------------------------------
-- Server version	8.0.36

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!50503 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Table structure for table `DATABASE_CHANGE_LOG`
--

DROP TABLE IF EXISTS `DATABASE_CHANGE_LOG`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `DATABASE_CHANGE_LOG` (
  `installed_rank` int NOT NULL,
  `version` varchar(50) DEFAULT NULL,
  `description` varchar(200) NOT NULL,
  `type` varchar(20) NOT NULL,
  `script` varchar(1000) NOT NULL,
  `checksum` int DEFAULT NULL,
  `installed_by` varchar(100) NOT NULL,
  `installed_on` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `execution_time` int NOT NULL,
  `success` tinyint(1) NOT NULL,
  PRIMARY KEY (`installed_rank`),
  KEY `DATABASE_CHANGE_LOG_s_idx` (`success`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `DATABASE_CHANGE_LOG`
--

LOCK TABLES `DATABASE_CHANGE_LOG` WRITE;
/*!40000 ALTER TABLE `DATABASE_CHANGE_LOG` DISABLE KEYS */;
INSERT INTO `DATABASE_CHANGE_LOG` VALUES (1,'000','create server change log','SQL','v000__create_server_change_log.sql',-296363063,'openmetadata_user','2024-02-12 09:14:20',831,1),(2,'001','change tables','SQL','v001__change_tables.sql',21108150,'openmetadata_user','2024-02-12 09:14:21',64,1),(3,'002','create tables','SQL','v002__create_tables.sql',532754978,'openmetadata_user','2024-02-12 09:14:22',823,1),(4,'003','update tables','SQL','v003__update_tables.sql',-325183529,'openmetadata_user','2024-02-12 09:14:23',97,1),(5,'004','clean up roles','SQL','v004__clean_up_roles.sql',-224685391,'openmetadata_user','2024-02-12 09:14:24',204,1),(6,'005','update hash columns','SQL','v005__update_hash_columns.sql',-1981428640,'openmetadata_user','2024-02-12 09:14:25',836,1),(7,'006','add settings','SQL','v006__add_settings.sql',588109590,'openmetadata_user','2024-02-12 09:14:26',877,1);
/*!40000 ALTER TABLE `DATABASE_CHANGE_LOG` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `SERVER_CHANGE_LOG`
--

DROP TABLE IF EXISTS `SERVER_CHANGE_LOG`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `SERVER_CHANGE_LOG` (
  `installed_rank` int unsigned NOT NULL AUTO_INCREMENT,
  `version` varchar(256) NOT NULL,
  `migrationFileName` varchar(256) NOT NULL,
  `checksum` varchar(256) NOT NULL,
  `installed_on` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `metrics` json DEFAULT NULL,
  PRIMARY KEY (`version`),
  UNIQUE KEY `installed_rank` (`installed_rank`)
) ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `SERVER_CHANGE_LOG`
--

LOCK TABLES `SERVER_CHANGE_LOG` WRITE;
/*!40000 ALTER TABLE `SERVER_CHANGE_LOG` DISABLE KEYS */;
INSERT INTO `SERVER_CHANGE_LOG` VALUES (1,'1.1.0','bootstrap/sql/migrations/native/1.1.0/mysql/schemaChanges.sql','7d23ff901039aef6293954d33d23c066','2024-02-12 09:15:02','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}'),(2,'1.1.1','bootstrap/sql/migrations/native/1.1.1/mysql/schemaChanges.sql','872ccd9c6dce18ce6ea4d5106540f089','2024-02-12 09:15:06','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}'),(3,'1.1.2','bootstrap/sql/migrations/native/1.1.2/mysql/schemaChanges.sql','522c33efdda0b8dc6ce90c991beb9666','2024-02-12 09:15:10','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}'),(4,'1.1.5','bootstrap/sql/migrations/native/1.1.5/mysql/schemaChanges.sql','75d011862ef65fffc11437b37454ce76','2024-02-12 09:15:14','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}'),(5,'1.1.6','bootstrap/sql/migrations/native/1.1.6/mysql/schemaChanges.sql','7456ee57ea536a24e49fdfb1d56359bf','2024-02-12 09:15:18','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}'),(6,'1.1.7','bootstrap/sql/migrations/native/1.1.7/mysql/schemaChanges.sql','a7145d355d740865df1d9db5e3d5ba30','2024-02-12 09:15:22','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}'),(7,'1.2.0','bootstrap/sql/migrations/native/1.2.0/mysql/schemaChanges.sql','62abc69fd3fad42d4dadca97c5d57105','2024-02-12 09:15:26','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}'),(8,'1.2.1','bootstrap/sql/migrations/native/1.2.1/mysql/schemaChanges.sql','acb766c6067f046105f8b1263b9e5172','2024-02-12 09:15:30','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}'),(9,'1.2.3','bootstrap/sql/migrations/native/1.2.3/mysql/schemaChanges.sql','b0e8daa258acbb6fc4c86f89e0c9183e','2024-02-12 09:15:34','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}'),(10,'1.2.4','bootstrap/sql/migrations/native/1.2.4/mysql/schemaChanges.sql','08b3d4e36caf0fd8570aee1dc4acb64e','2024-02-12 09:15:38','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}'),(11,'1.3.0','bootstrap/sql/migrations/native/1.3.0/mysql/schemaChanges.sql','198068b3cdca651ae033a746f970a50d','2024-02-12 09:15:42','{\"botCount\": 1, \"userCount\": 5, \"queryCount\": 4, \"tableCount\": 5}');
/*!40000 ALTER TABLE `SERVER_CHANGE_LOG` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `SERVER_MIGRATION_SQL_LOGS`
--

DROP TABLE IF EXISTS `SERVER_MIGRATION_SQL_LOGS`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `SERVER_MIGRATION_SQL_LOGS` (
  `version` varchar(256) NOT NULL,
  `sqlStatement` varchar(10000) NOT NULL,
  `checksum` varchar(256) NOT NULL,
  `executedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`checksum`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `SERVER_MIGRATION_SQL_LOGS`
--

LOCK TABLES `SERVER_MIGRATION_SQL_LOGS` WRITE;
/*!40000 ALTER TABLE `SERVER_MIGRATION_SQL_LOGS` DISABLE KEYS */;
INSERT INTO `SERVER_MIGRATION_SQL_LOGS` VALUES ('1.3.0','ALTER TABLE query_entity ADD COLUMN checksum VARCHAR(32) GENERATED ALWAYS AS (json ->> \'$.checksum\') NOT NULL','b11a15a159e537da17d1d46b8da4b8da','2024-02-12 09:15:42'),('1.3.0','UPDATE table_entity SET json = JSON_REMOVE(json, \'$.testSuite\') WHERE json -> \'$.testSuite\' IS NULL','cef5cd37d2388a1c632dd1ad4aa3a949','2024-02-12 09:15:42');
/*!40000 ALTER TABLE `SERVER_MIGRATION_SQL_LOGS` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `bot_entity`
--

DROP TABLE IF EXISTS `bot_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `bot_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `nameHash` varchar(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `nameHash` (`nameHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `bot_entity`
--

LOCK TABLES `bot_entity` WRITE;
/*!40000 ALTER TABLE `bot_entity` DISABLE KEYS */;
INSERT INTO `bot_entity` (`json`, `nameHash`) VALUES ('{\"id\": \"ee5c4746-6a09-ff22-502b-83cd37179c3d\", \"name\": \"ingestion-bot\", \"botUser\": {\"id\": \"198d0a0b-46ee-1eb5-1d52-f82e87f90518\", \"type\": \"user\"}, \"deleted\": false, \"version\": 0.1, \"provider\": \"system\", \"updatedAt\": 1709855384148, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"ingestion-bot\"}','9991e5c34686e26958aad605afc45fc6');
/*!40000 ALTER TABLE `bot_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `change_event`
--

DROP TABLE IF EXISTS `change_event`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `change_event` (
  `eventType` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.eventType'))) VIRTUAL NOT NULL,
  `entityType` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.entityType'))) VIRTUAL NOT NULL,
  `userName` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.userName'))) VIRTUAL NOT NULL,
  `eventTime` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.timestamp'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `offset` bigint unsigned NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (`offset`),
  KEY `event_time_index` (`eventTime`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `change_event`
--

LOCK TABLES `change_event` WRITE;
/*!40000 ALTER TABLE `change_event` DISABLE KEYS */;
INSERT INTO `change_event` (`json`, `offset`) VALUES ('{\"entityId\": \"cb81724a-62fe-2dcb-dd86-21c2d5ede1f7\", \"userName\": \"ingestion-bot\", \"eventType\": \"entityCreated\", \"timestamp\": 1717300000000, \"entityType\": \"table\"}',1),('{\"entityId\": \"23ea444e-abf5-d0ce-24d1-37eb517c4421\", \"userName\": \"mara.lindqvist\", \"eventType\": \"entityUpdated\", \"timestamp\": 1717300061000, \"entityType\": \"table\"}',2),('{\"entityId\": \"e152f512-0d30-84df-3dc4-c30de93b9582\", \"userName\": \"teo.okafor\", \"eventType\": \"entityUpdated\", \"timestamp\": 1717300122000, \"entityType\": \"table\"}',3);
/*!40000 ALTER TABLE `change_event` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `database_entity`
--

DROP TABLE IF EXISTS `database_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `database_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `fqnHash` varchar(768) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `fqnHash` (`fqnHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `database_entity`
--

LOCK TABLES `database_entity` WRITE;
/*!40000 ALTER TABLE `database_entity` DISABLE KEYS */;
INSERT INTO `database_entity` (`json`, `fqnHash`) VALUES ('{\"id\": \"5e29674b-007e-abd9-abfa-6d9086231442\", \"name\": \"default\", \"deleted\": false, \"version\": 0.1, \"updatedAt\": 1714092501213, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"shop_mysql.default\"}','eb557ac7c365c4bd7dc9976340911816.c21f969b5f03d33d43e04f8f136e7682'),('{\"id\": \"60c19bbd-82d0-0ec5-7166-653c00c52dcf\", \"name\": \"ANALYTICS\", \"deleted\": false, \"version\": 0.1, \"updatedAt\": 1714597762217, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"warehouse.ANALYTICS\"}','372d30dd2849813ef674855253900679.be25776fa91444b6d85c015efeddfc0e');
/*!40000 ALTER TABLE `database_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `database_schema_entity`
--

DROP TABLE IF EXISTS `database_schema_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `database_schema_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `fqnHash` varchar(768) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `fqnHash` (`fqnHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `database_schema_entity`
--

LOCK TABLES `database_schema_entity` WRITE;
/*!40000 ALTER TABLE `database_schema_entity` DISABLE KEYS */;
INSERT INTO `database_schema_entity` (`json`, `fqnHash`) VALUES ('{\"id\": \"12f1c829-0478-f908-fc34-6c03134bbe9b\", \"name\": \"SALES\", \"deleted\": false, \"version\": 0.1, \"updatedAt\": 1710411421611, \"updatedBy\": \"admin\", \"description\": \"Orders, one row for each line; the team\'s \\\"source of truth\\\".\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES\"}','372d30dd2849813ef674855253900679.be25776fa91444b6d85c015efeddfc0e.da7c1b2519415d312411f058c3c72e86'),('{\"id\": \"8972de3e-3629-551b-2b9e-56e8159e61ed\", \"name\": \"shop\", \"deleted\": false, \"version\": 0.1, \"updatedAt\": 1710735796042, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"shop_mysql.default.shop\"}','eb557ac7c365c4bd7dc9976340911816.c21f969b5f03d33d43e04f8f136e7682.fb54f3c5992b96d001bb16e8e92d968d');
/*!40000 ALTER TABLE `database_schema_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `dbservice_entity`
--

DROP TABLE IF EXISTS `dbservice_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `dbservice_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `nameHash` varchar(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `serviceType` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.serviceType'))) VIRTUAL NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `nameHash` (`nameHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `dbservice_entity`
--

LOCK TABLES `dbservice_entity` WRITE;
/*!40000 ALTER TABLE `dbservice_entity` DISABLE KEYS */;
INSERT INTO `dbservice_entity` (`json`, `nameHash`) VALUES ('{\"id\": \"8eab670b-5db7-cee3-0cf6-3e20c646fbed\", \"name\": \"warehouse\", \"deleted\": false, \"version\": 0.1, \"updatedAt\": 1713552841916, \"updatedBy\": \"mara.lindqvist\", \"serviceType\": \"Snowflake\", \"fullyQualifiedName\": \"warehouse\"}','372d30dd2849813ef674855253900679'),('{\"id\": \"dadc8563-f15a-03d4-2d7d-5479ddb380dd\", \"name\": \"shop_mysql\", \"deleted\": false, \"version\": 0.1, \"updatedAt\": 1714011387338, \"updatedBy\": \"teo.okafor\", \"serviceType\": \"Mysql\", \"fullyQualifiedName\": \"shop_mysql\"}','eb557ac7c365c4bd7dc9976340911816');
/*!40000 ALTER TABLE `dbservice_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `entity_extension`
--

DROP TABLE IF EXISTS `entity_extension`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `entity_extension` (
  `id` varchar(36) NOT NULL,
  `extension` varchar(256) NOT NULL,
  `jsonSchema` varchar(256) NOT NULL,
  `json` json NOT NULL,
  PRIMARY KEY (`id`,`extension`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `entity_extension`
--

LOCK TABLES `entity_extension` WRITE;
/*!40000 ALTER TABLE `entity_extension` DISABLE KEYS */;
INSERT INTO `entity_extension` VALUES ('23ea444e-abf5-d0ce-24d1-37eb517c4421','table.version.0.1','table','{\"id\": \"23ea444e-abf5-d0ce-24d1-37eb517c4421\", \"name\": \"ORDERS\", \"version\": 0.1}');
/*!40000 ALTER TABLE `entity_extension` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `entity_extension_time_series`
--

DROP TABLE IF EXISTS `entity_extension_time_series`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `entity_extension_time_series` (
  `entityFQNHash` varchar(768) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `extension` varchar(256) NOT NULL,
  `jsonSchema` varchar(256) NOT NULL,
  `json` json NOT NULL,
  `timestamp` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.timestamp'))) VIRTUAL NOT NULL,
  UNIQUE KEY `entity_extension_time_series_constraint` (`entityFQNHash`,`extension`,`timestamp`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `entity_extension_time_series`
--

LOCK TABLES `entity_extension_time_series` WRITE;
/*!40000 ALTER TABLE `entity_extension_time_series` DISABLE KEYS */;
INSERT INTO `entity_extension_time_series` (`entityFQNHash`, `extension`, `jsonSchema`, `json`) VALUES ('81eb283df133392dcebc2605c56e6273.000414e95678316d237945901a33cec0','pipeline.pipelineStatus','pipelineStatus','{\"timestamp\": 1717113600000, \"executionStatus\": \"Successful\"}'),('81eb283df133392dcebc2605c56e6273.000414e95678316d237945901a33cec0','pipeline.pipelineStatus','pipelineStatus','{\"timestamp\": 1717200000000, \"executionStatus\": \"Failed\"}'),('81eb283df133392dcebc2605c56e6273.000414e95678316d237945901a33cec0','pipeline.pipelineStatus','pipelineStatus','{\"timestamp\": 1717286400000, \"executionStatus\": \"Successful\"}');
/*!40000 ALTER TABLE `entity_extension_time_series` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `entity_relationship`
--

DROP TABLE IF EXISTS `entity_relationship`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `entity_relationship` (
  `fromId` varchar(36) NOT NULL,
  `toId` varchar(36) NOT NULL,
  `fromEntity` varchar(256) NOT NULL,
  `toEntity` varchar(256) NOT NULL,
  `relation` tinyint NOT NULL,
  `jsonSchema` varchar(256) DEFAULT NULL,
  `json` json DEFAULT NULL,
  `deleted` tinyint(1) NOT NULL DEFAULT '0',
  PRIMARY KEY (`fromId`,`toId`,`relation`),
  KEY `from_index` (`fromId`,`relation`),
  KEY `to_index` (`toId`,`relation`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `entity_relationship`
--

LOCK TABLES `entity_relationship` WRITE;
/*!40000 ALTER TABLE `entity_relationship` DISABLE KEYS */;
INSERT INTO `entity_relationship` VALUES ('12f1c829-0478-f908-fc34-6c03134bbe9b','1a2bd473-e154-b48f-56f1-878b835b5c51','databaseSchema','table',0,NULL,NULL,0),('12f1c829-0478-f908-fc34-6c03134bbe9b','23ea444e-abf5-d0ce-24d1-37eb517c4421','databaseSchema','table',0,NULL,NULL,0),('12f1c829-0478-f908-fc34-6c03134bbe9b','cb81724a-62fe-2dcb-dd86-21c2d5ede1f7','databaseSchema','table',0,NULL,NULL,0),('23ea444e-abf5-d0ce-24d1-37eb517c4421','cb81724a-62fe-2dcb-dd86-21c2d5ede1f7','table','table',13,'lineageDetails','{\"source\": \"QueryLineage\", \"sqlQuery\": \"INSERT INTO daily_revenue SELECT ordered_at::date, SUM(total) FROM orders; -- nightly\"}',0),('5e29674b-007e-abd9-abfa-6d9086231442','8972de3e-3629-551b-2b9e-56e8159e61ed','database','databaseSchema',0,NULL,NULL,0),('60c19bbd-82d0-0ec5-7166-653c00c52dcf','12f1c829-0478-f908-fc34-6c03134bbe9b','database','databaseSchema',0,NULL,NULL,0),('717749d5-fb60-388a-b750-5673fa72ed46','9a8a47f9-a68d-3602-eb6b-98866a71fabb','team','team',9,NULL,NULL,0),('717749d5-fb60-388a-b750-5673fa72ed46','fa01c80d-1a3a-d151-6b9f-1ccef56356e8','team','team',9,NULL,NULL,0),('8972de3e-3629-551b-2b9e-56e8159e61ed','e152f512-0d30-84df-3dc4-c30de93b9582','databaseSchema','table',0,NULL,NULL,0),('8972de3e-3629-551b-2b9e-56e8159e61ed','e51eb3cd-eb87-8632-9040-b5d35894758e','databaseSchema','table',0,NULL,NULL,0),('8eab670b-5db7-cee3-0cf6-3e20c646fbed','60c19bbd-82d0-0ec5-7166-653c00c52dcf','databaseService','database',0,NULL,NULL,0),('9a8a47f9-a68d-3602-eb6b-98866a71fabb','d4a2b292-c61d-410d-18d7-d3153d7b459d','team','user',10,NULL,NULL,0),('dadc8563-f15a-03d4-2d7d-5479ddb380dd','5e29674b-007e-abd9-abfa-6d9086231442','databaseService','database',0,NULL,NULL,0),('e51eb3cd-eb87-8632-9040-b5d35894758e','23ea444e-abf5-d0ce-24d1-37eb517c4421','table','table',13,'lineageDetails','{\"source\": \"PipelineLineage\", \"pipeline\": {\"id\": \"d9cc2b54-eae3-fcae-b28e-335354b3f034\", \"type\": \"pipeline\"}}',0),('f26919cc-bdf3-d828-67a0-172b79b59d48','23ea444e-abf5-d0ce-24d1-37eb517c4421','user','table',8,NULL,NULL,0),('fa01c80d-1a3a-d151-6b9f-1ccef56356e8','2a00a8d1-1638-2ce6-8619-7cc0e69ce019','team','user',10,NULL,NULL,0),('fa01c80d-1a3a-d151-6b9f-1ccef56356e8','f26919cc-bdf3-d828-67a0-172b79b59d48','team','user',10,NULL,NULL,0);
/*!40000 ALTER TABLE `entity_relationship` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `field_relationship`
--

DROP TABLE IF EXISTS `field_relationship`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `field_relationship` (
  `fromFQNHash` varchar(382) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `toFQNHash` varchar(382) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `fromFQN` varchar(2096) DEFAULT NULL,
  `toFQN` varchar(2096) DEFAULT NULL,
  `fromType` varchar(256) NOT NULL,
  `toType` varchar(256) NOT NULL,
  `relation` tinyint NOT NULL,
  `jsonSchema` varchar(256) DEFAULT NULL,
  `json` json DEFAULT NULL,
  PRIMARY KEY (`fromFQNHash`,`toFQNHash`,`relation`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `field_relationship`
--

LOCK TABLES `field_relationship` WRITE;
/*!40000 ALTER TABLE `field_relationship` DISABLE KEYS */;
/*!40000 ALTER TABLE `field_relationship` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `ingestion_pipeline_entity`
--

DROP TABLE IF EXISTS `ingestion_pipeline_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `ingestion_pipeline_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `fqnHash` varchar(768) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `fqnHash` (`fqnHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `ingestion_pipeline_entity`
--

LOCK TABLES `ingestion_pipeline_entity` WRITE;
/*!40000 ALTER TABLE `ingestion_pipeline_entity` DISABLE KEYS */;
INSERT INTO `ingestion_pipeline_entity` (`json`, `fqnHash`) VALUES ('{\"id\": \"7032dde3-19e6-4076-6218-e17dd7fc422a\", \"name\": \"warehouse_metadata\", \"deleted\": false, \"enabled\": true, \"version\": 0.1, \"updatedAt\": 1715758191587, \"updatedBy\": \"admin\", \"pipelineType\": \"metadata\", \"airflowConfig\": {\"scheduleInterval\": \"0 3 * * *\"}, \"fullyQualifiedName\": \"warehouse.warehouse_metadata\"}','372d30dd2849813ef674855253900679.d4a6f1dee30a5f07ee9d619e17ca2085');
/*!40000 ALTER TABLE `ingestion_pipeline_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `openmetadata_settings`
--

DROP TABLE IF EXISTS `openmetadata_settings`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `openmetadata_settings` (
  `id` mediumint NOT NULL AUTO_INCREMENT,
  `configType` varchar(36) NOT NULL,
  `json` json NOT NULL,
  PRIMARY KEY (`id`,`configType`),
  UNIQUE KEY `configType` (`configType`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `openmetadata_settings`
--

LOCK TABLES `openmetadata_settings` WRITE;
/*!40000 ALTER TABLE `openmetadata_settings` DISABLE KEYS */;
INSERT INTO `openmetadata_settings` VALUES (1,'customLogoConfiguration','{\"customLogoUrlPath\": \"\", \"customMonogramUrlPath\": \"\"}'),(2,'profilerConfiguration','{\"metricConfiguration\": []}');
/*!40000 ALTER TABLE `openmetadata_settings` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `pipeline_entity`
--

DROP TABLE IF EXISTS `pipeline_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `pipeline_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `fqnHash` varchar(768) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `fqnHash` (`fqnHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `pipeline_entity`
--

LOCK TABLES `pipeline_entity` WRITE;
/*!40000 ALTER TABLE `pipeline_entity` DISABLE KEYS */;
INSERT INTO `pipeline_entity` (`json`, `fqnHash`) VALUES ('{\"id\": \"d9cc2b54-eae3-fcae-b28e-335354b3f034\", \"name\": \"orders_daily\", \"tasks\": [{\"name\": \"load_orders\", \"taskType\": \"BashOperator\"}, {\"name\": \"aggregate\", \"taskType\": \"SnowflakeOperator\"}], \"deleted\": false, \"version\": 0.1, \"updatedAt\": 1715496224512, \"updatedBy\": \"admin\", \"serviceType\": \"Airflow\", \"fullyQualifiedName\": \"airflow_prod.orders_daily\"}','81eb283df133392dcebc2605c56e6273.000414e95678316d237945901a33cec0');
/*!40000 ALTER TABLE `pipeline_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `policy_entity`
--

DROP TABLE IF EXISTS `policy_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `policy_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `fqnHash` varchar(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `fqnHash` (`fqnHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `policy_entity`
--

LOCK TABLES `policy_entity` WRITE;
/*!40000 ALTER TABLE `policy_entity` DISABLE KEYS */;
INSERT INTO `policy_entity` (`json`, `fqnHash`) VALUES ('{\"id\": \"becc9523-a326-42fe-0980-eca16ceb6488\", \"name\": \"DataStewardPolicy\", \"rules\": [{\"name\": \"DataStewardPolicy-Rule\", \"effect\": \"allow\", \"resources\": [\"all\"], \"operations\": [\"ViewAll\", \"EditDescription\", \"EditTags\"]}], \"deleted\": false, \"enabled\": true, \"version\": 0.1, \"updatedAt\": 1714500493740, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"DataStewardPolicy\"}','2646f0adbac6eff532ebd8f2ae441e34'),('{\"id\": \"fb6165ce-8c21-b333-8580-a48cd5730d03\", \"name\": \"OrganizationPolicy\", \"rules\": [{\"name\": \"OrganizationPolicy-Rule\", \"effect\": \"allow\", \"resources\": [\"all\"], \"operations\": [\"ViewAll\"]}], \"deleted\": false, \"enabled\": true, \"version\": 0.1, \"updatedAt\": 1711357236212, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"OrganizationPolicy\"}','759f9f803727bf704ae87da0cc815a19');
/*!40000 ALTER TABLE `policy_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `query_entity`
--

DROP TABLE IF EXISTS `query_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `query_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `nameHash` varchar(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `nameHash` (`nameHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `query_entity`
--

LOCK TABLES `query_entity` WRITE;
/*!40000 ALTER TABLE `query_entity` DISABLE KEYS */;
INSERT INTO `query_entity` (`json`, `nameHash`) VALUES ('{\"id\": \"31f2f620-e29a-92d6-3628-acaa9de3e78d\", \"name\": \"4e630470178a05e6bda9a92524b5f60b\", \"query\": \"SELECT o.order_id, l.sku\\nFROM analytics.sales.orders o JOIN analytics.sales.order_lines l ON l.order_id = o.order_id\\nWHERE l.sku LIKE \'SE-%\'\", \"deleted\": false, \"version\": 0.1, \"checksum\": \"4e630470178a05e6bda9a92524b5f60b\", \"updatedAt\": 1711639958305, \"updatedBy\": \"ingestion-bot\", \"queryUsedIn\": [{\"id\": \"23ea444e-abf5-d0ce-24d1-37eb517c4421\", \"type\": \"table\"}], \"fullyQualifiedName\": \"warehouse.4e630470178a05e6bda9a92524b5f60b\"}','c0f17c9b4573b7bf8714fa13032c6135'),('{\"id\": \"637ee2e5-c3e1-dd25-655f-b416b2bce289\", \"name\": \"07c5ffa20125a47e009cf74d3125044e\", \"query\": \"SELECT day, SUM(total) FROM analytics.sales.orders GROUP BY day\", \"deleted\": false, \"version\": 0.1, \"checksum\": \"07c5ffa20125a47e009cf74d3125044e\", \"updatedAt\": 1709921370165, \"updatedBy\": \"ingestion-bot\", \"queryUsedIn\": [{\"id\": \"23ea444e-abf5-d0ce-24d1-37eb517c4421\", \"type\": \"table\"}], \"fullyQualifiedName\": \"warehouse.07c5ffa20125a47e009cf74d3125044e\"}','b3ee265b8ef41a0730cc161d106c40da'),('{\"id\": \"89cb7f40-370f-9db7-e394-16522b97344b\", \"name\": \"bb16c58d521cc7d3e858113a72a3b935\", \"query\": \"INSERT INTO daily_revenue SELECT ordered_at::date, SUM(total) FROM orders; -- nightly\", \"deleted\": false, \"version\": 0.1, \"checksum\": \"bb16c58d521cc7d3e858113a72a3b935\", \"updatedAt\": 1710610287358, \"updatedBy\": \"ingestion-bot\", \"queryUsedIn\": [{\"id\": \"23ea444e-abf5-d0ce-24d1-37eb517c4421\", \"type\": \"table\"}], \"fullyQualifiedName\": \"warehouse.bb16c58d521cc7d3e858113a72a3b935\"}','1465fe2677c06511230a022ede68c59c'),('{\"id\": \"f8046e11-f883-bbd6-a3f7-8f10750958c4\", \"name\": \"010b52692728340b9817719aeb3673c6\", \"query\": \"SELECT COUNT(*) FROM shop.customers WHERE email IS NULL /* quality check */\", \"deleted\": false, \"version\": 0.1, \"checksum\": \"010b52692728340b9817719aeb3673c6\", \"updatedAt\": 1712967379187, \"updatedBy\": \"ingestion-bot\", \"queryUsedIn\": [{\"id\": \"23ea444e-abf5-d0ce-24d1-37eb517c4421\", \"type\": \"table\"}], \"fullyQualifiedName\": \"warehouse.010b52692728340b9817719aeb3673c6\"}','9b07adb5eb35fe206e9f143403b5b51c');
/*!40000 ALTER TABLE `query_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `role_entity`
--

DROP TABLE IF EXISTS `role_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `role_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `nameHash` varchar(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `nameHash` (`nameHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `role_entity`
--

LOCK TABLES `role_entity` WRITE;
/*!40000 ALTER TABLE `role_entity` DISABLE KEYS */;
INSERT INTO `role_entity` (`json`, `nameHash`) VALUES ('{\"id\": \"4a21dd4f-f772-9f46-79f8-1666a2810aa7\", \"name\": \"IngestionBotRole\", \"deleted\": false, \"version\": 0.1, \"provider\": \"system\", \"updatedAt\": 1712607748729, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"IngestionBotRole\"}','ef956205dbc7129eadd7817574aec3b2'),('{\"id\": \"57a64681-fd8d-dd6b-284f-c4885ae1957c\", \"name\": \"DataSteward\", \"deleted\": false, \"version\": 0.1, \"provider\": \"system\", \"updatedAt\": 1716144069606, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"DataSteward\"}','cf4c7eb6529330d2382f2c04b164f4cc'),('{\"id\": \"8cd366f1-23cd-1923-6a82-5fc321268147\", \"name\": \"DataConsumer\", \"deleted\": false, \"version\": 0.1, \"provider\": \"system\", \"updatedAt\": 1712183471556, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"DataConsumer\"}','b36c45ac27451898549a5a8ce7dcef89');
/*!40000 ALTER TABLE `role_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `table_entity`
--

DROP TABLE IF EXISTS `table_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `table_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `fqnHash` varchar(768) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `fqnHash` (`fqnHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `table_entity`
--

LOCK TABLES `table_entity` WRITE;
/*!40000 ALTER TABLE `table_entity` DISABLE KEYS */;
INSERT INTO `table_entity` (`json`, `fqnHash`) VALUES ('{\"id\": \"1a2bd473-e154-b48f-56f1-878b835b5c51\", \"name\": \"ORDER_LINES\", \"columns\": [{\"name\": \"ORDER_ID\", \"dataType\": \"NUMBER\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.ORDER_LINES.ORDER_ID\"}, {\"name\": \"SKU\", \"dataType\": \"STRING\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.ORDER_LINES.SKU\"}, {\"name\": \"QUANTITY\", \"dataType\": \"INT\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.ORDER_LINES.QUANTITY\"}], \"deleted\": false, \"version\": 0.1, \"tableType\": \"Regular\", \"updatedAt\": 1711948182617, \"updatedBy\": \"ingestion-bot\", \"description\": \"Lines of an order.\\nSKU follows the catalogue of Malmö (SE) and São Paulo (BR).\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.ORDER_LINES\"}','372d30dd2849813ef674855253900679.be25776fa91444b6d85c015efeddfc0e.da7c1b2519415d312411f058c3c72e86.fbce516ed880165596712a29eedc01ad'),('{\"id\": \"23ea444e-abf5-d0ce-24d1-37eb517c4421\", \"name\": \"ORDERS\", \"columns\": [{\"name\": \"ORDER_ID\", \"dataType\": \"NUMBER\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.ORDERS.ORDER_ID\"}, {\"name\": \"CUSTOMER_ID\", \"dataType\": \"NUMBER\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.ORDERS.CUSTOMER_ID\"}, {\"name\": \"ORDERED_AT\", \"dataType\": \"TIMESTAMP\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.ORDERS.ORDERED_AT\"}, {\"name\": \"TOTAL\", \"dataType\": \"DECIMAL\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.ORDERS.TOTAL\"}], \"deleted\": false, \"version\": 0.1, \"tableType\": \"Regular\", \"updatedAt\": 1714962976483, \"updatedBy\": \"ingestion-bot\", \"description\": \"One row per order. Don\'t join on ORDERED_AT; it\'s local time.\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.ORDERS\"}','372d30dd2849813ef674855253900679.be25776fa91444b6d85c015efeddfc0e.da7c1b2519415d312411f058c3c72e86.ab2fad6a9f7c58c2c0dabdb6c89213f1'),('{\"id\": \"cb81724a-62fe-2dcb-dd86-21c2d5ede1f7\", \"name\": \"DAILY_REVENUE\", \"columns\": [{\"name\": \"DAY\", \"dataType\": \"DATE\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.DAILY_REVENUE.DAY\"}, {\"name\": \"REVENUE\", \"dataType\": \"DECIMAL\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.DAILY_REVENUE.REVENUE\"}], \"deleted\": false, \"version\": 0.1, \"tableType\": \"View\", \"updatedAt\": 1714563669531, \"updatedBy\": \"ingestion-bot\", \"description\": \"Revenue per day, refunds subtracted.\", \"fullyQualifiedName\": \"warehouse.ANALYTICS.SALES.DAILY_REVENUE\"}','372d30dd2849813ef674855253900679.be25776fa91444b6d85c015efeddfc0e.da7c1b2519415d312411f058c3c72e86.c5120e62721f4e731b6e3975a5577044'),('{\"id\": \"e152f512-0d30-84df-3dc4-c30de93b9582\", \"name\": \"customers\", \"columns\": [{\"name\": \"id\", \"dataType\": \"BIGINT\", \"fullyQualifiedName\": \"shop_mysql.default.shop.customers.id\"}, {\"name\": \"email\", \"dataType\": \"VARCHAR\", \"fullyQualifiedName\": \"shop_mysql.default.shop.customers.email\"}], \"deleted\": false, \"version\": 0.1, \"tableType\": \"Regular\", \"updatedAt\": 1716100597412, \"updatedBy\": \"ingestion-bot\", \"description\": \"Customers. The e-mail column is tagged PII.Sensitive.\", \"fullyQualifiedName\": \"shop_mysql.default.shop.customers\"}','eb557ac7c365c4bd7dc9976340911816.c21f969b5f03d33d43e04f8f136e7682.fb54f3c5992b96d001bb16e8e92d968d.4b6f7d34a58ba399f077685951d06738'),('{\"id\": \"e51eb3cd-eb87-8632-9040-b5d35894758e\", \"name\": \"orders\", \"columns\": [{\"name\": \"id\", \"dataType\": \"BIGINT\", \"fullyQualifiedName\": \"shop_mysql.default.shop.orders.id\"}, {\"name\": \"customer_id\", \"dataType\": \"BIGINT\", \"fullyQualifiedName\": \"shop_mysql.default.shop.orders.customer_id\"}, {\"name\": \"placed_at\", \"dataType\": \"DATETIME\", \"fullyQualifiedName\": \"shop_mysql.default.shop.orders.placed_at\"}], \"deleted\": false, \"version\": 0.1, \"tableType\": \"Regular\", \"updatedAt\": 1715586059864, \"updatedBy\": \"ingestion-bot\", \"description\": \"Orders as the shop writes them; the nightly job copies them.\", \"fullyQualifiedName\": \"shop_mysql.default.shop.orders\"}','eb557ac7c365c4bd7dc9976340911816.c21f969b5f03d33d43e04f8f136e7682.fb54f3c5992b96d001bb16e8e92d968d.12c500ed0b7879105fb46af0f246be87');
/*!40000 ALTER TABLE `table_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `tag_usage`
--

DROP TABLE IF EXISTS `tag_usage`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `tag_usage` (
  `source` tinyint NOT NULL,
  `tagFQN` varchar(256) NOT NULL,
  `tagFQNHash` varchar(382) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `targetFQNHash` varchar(382) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `labelType` tinyint NOT NULL,
  `state` tinyint NOT NULL,
  UNIQUE KEY `tag_usage_key` (`source`,`tagFQNHash`,`targetFQNHash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `tag_usage`
--

LOCK TABLES `tag_usage` WRITE;
/*!40000 ALTER TABLE `tag_usage` DISABLE KEYS */;
INSERT INTO `tag_usage` VALUES (0,'PII.Sensitive','7b5eb471694ac78273e516b7e3fb78c9.8f21fcdc233ba4078679ca628453d06b','eb557ac7c365c4bd7dc9976340911816.c21f969b5f03d33d43e04f8f136e7682.fb54f3c5992b96d001bb16e8e92d968d.4b6f7d34a58ba399f077685951d06738.0c83f57c786a0b4a39efab23731c7ebc',0,1),(0,'Tier.Tier1','9483f17a69bd0b52dbc44f9106718634.0fdf99ebbdcd0198744caa9b8c5c6ca4','372d30dd2849813ef674855253900679.be25776fa91444b6d85c015efeddfc0e.da7c1b2519415d312411f058c3c72e86.ab2fad6a9f7c58c2c0dabdb6c89213f1',0,1);
/*!40000 ALTER TABLE `tag_usage` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `team_entity`
--

DROP TABLE IF EXISTS `team_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `team_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `nameHash` varchar(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `nameHash` (`nameHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `team_entity`
--

LOCK TABLES `team_entity` WRITE;
/*!40000 ALTER TABLE `team_entity` DISABLE KEYS */;
INSERT INTO `team_entity` (`json`, `nameHash`) VALUES ('{\"id\": \"717749d5-fb60-388a-b750-5673fa72ed46\", \"name\": \"Organization\", \"deleted\": false, \"version\": 0.1, \"teamType\": \"Organization\", \"updatedAt\": 1712732459611, \"updatedBy\": \"admin\", \"description\": \"Everyone who uses the catalogue.\", \"fullyQualifiedName\": \"Organization\"}','d6b258792ff06f82933c74eeb8aef591'),('{\"id\": \"9a8a47f9-a68d-3602-eb6b-98866a71fabb\", \"name\": \"finance-analytics\", \"deleted\": false, \"version\": 0.1, \"teamType\": \"Group\", \"updatedAt\": 1709904264551, \"updatedBy\": \"admin\", \"displayName\": \"Finance Analytics\", \"fullyQualifiedName\": \"finance-analytics\"}','9ee95cbf6806cc260cd9029fc3399f4c'),('{\"id\": \"fa01c80d-1a3a-d151-6b9f-1ccef56356e8\", \"name\": \"data-platform\", \"deleted\": false, \"version\": 0.1, \"teamType\": \"Group\", \"updatedAt\": 1711031620648, \"updatedBy\": \"admin\", \"description\": \"Runs the pipelines; on call from Monday to Friday.\", \"displayName\": \"Data Platform\", \"fullyQualifiedName\": \"data-platform\"}','ca5e931028533cad7d5a439adb5a5ff9');
/*!40000 ALTER TABLE `team_entity` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `user_entity`
--

DROP TABLE IF EXISTS `user_entity`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `user_entity` (
  `id` varchar(36) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.id'))) STORED NOT NULL,
  `name` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.name'))) VIRTUAL NOT NULL,
  `json` json NOT NULL,
  `updatedAt` bigint unsigned GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedAt'))) VIRTUAL NOT NULL,
  `updatedBy` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.updatedBy'))) VIRTUAL NOT NULL,
  `deleted` tinyint(1) GENERATED ALWAYS AS (json_extract(`json`,_utf8mb4'$.deleted')) VIRTUAL,
  `nameHash` varchar(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `email` varchar(256) GENERATED ALWAYS AS (json_unquote(json_extract(`json`,_utf8mb4'$.email'))) VIRTUAL NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `nameHash` (`nameHash`),
  KEY `name_index` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `user_entity`
--

LOCK TABLES `user_entity` WRITE;
/*!40000 ALTER TABLE `user_entity` DISABLE KEYS */;
INSERT INTO `user_entity` (`json`, `nameHash`) VALUES ('{\"id\": \"198d0a0b-46ee-1eb5-1d52-f82e87f90518\", \"name\": \"ingestion-bot\", \"email\": \"ingestion-bot@example.com\", \"isBot\": true, \"deleted\": false, \"isAdmin\": false, \"version\": 0.1, \"updatedAt\": 1711599756587, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"ingestion-bot\"}','9991e5c34686e26958aad605afc45fc6'),('{\"id\": \"2a00a8d1-1638-2ce6-8619-7cc0e69ce019\", \"name\": \"teo.okafor\", \"email\": \"teo.okafor@example.com\", \"isBot\": false, \"deleted\": false, \"isAdmin\": false, \"version\": 0.1, \"updatedAt\": 1711459748915, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"teo.okafor\"}','e827aa1ed78e96a113182dce12143f9f.c9fdf6877d16b598d2c79a5653f97d4d'),('{\"id\": \"b433ce67-5b32-a824-e24d-762ca0fa1ba9\", \"name\": \"admin\", \"email\": \"admin@example.com\", \"isBot\": false, \"deleted\": false, \"isAdmin\": true, \"version\": 0.1, \"updatedAt\": 1711607259817, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"admin\"}','21232f297a57a5a743894a0e4a801fc3'),('{\"id\": \"d4a2b292-c61d-410d-18d7-d3153d7b459d\", \"name\": \"aiko.tanabe\", \"email\": \"aiko.tanabe@example.com\", \"isBot\": false, \"deleted\": false, \"isAdmin\": false, \"version\": 0.1, \"updatedAt\": 1710015767486, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"aiko.tanabe\"}','4577c26c436a6c817fdc4c8b3ce6e031.38983b0032f9d1e7881f5f795275f0a3'),('{\"id\": \"f26919cc-bdf3-d828-67a0-172b79b59d48\", \"name\": \"mara.lindqvist\", \"email\": \"mara.lindqvist@example.com\", \"isBot\": false, \"deleted\": false, \"isAdmin\": false, \"version\": 0.1, \"updatedAt\": 1711350432933, \"updatedBy\": \"admin\", \"fullyQualifiedName\": \"mara.lindqvist\"}','8cac409b9b51935cca7c7ec697656e80.a9b6d55095b1aa6b6c8a2033d4f78afc');
/*!40000 ALTER TABLE `user_entity` ENABLE KEYS */;
UNLOCK TABLES;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2024-06-03  2:15:09
