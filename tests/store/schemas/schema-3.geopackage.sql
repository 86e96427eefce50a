PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
BEGIN;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE files (
	sha256 TEXT NOT NULL, 
	name TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	PRIMARY KEY (sha256)
);
CREATE TABLE impacts (
	id INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	made_by TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	indicator TEXT, 
	month TEXT, 
	title TEXT NOT NULL, 
	question TEXT NOT NULL, 
	document TEXT NOT NULL, 
	revisions TEXT NOT NULL, 
	state TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE layer_states (
	layer TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	next_fid INTEGER NOT NULL, 
	west DOUBLE, 
	south DOUBLE, 
	east DOUBLE, 
	north DOUBLE, 
	temporal_start TEXT, 
	temporal_end TEXT, 
	updated_at DATETIME, 
	rendering TEXT NOT NULL, 
	PRIMARY KEY (layer)
);
CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE month_states (
	site_code TEXT NOT NULL, 
	month TEXT NOT NULL, 
	state TEXT NOT NULL, 
	note TEXT NOT NULL, 
	PRIMARY KEY (site_code, month)
);
CREATE TABLE month_sums (
	site_kind TEXT NOT NULL, 
	site_code TEXT NOT NULL, 
	month TEXT NOT NULL, 
	source TEXT NOT NULL, 
	status TEXT NOT NULL, 
	sums BLOB NOT NULL, 
	PRIMARY KEY (site_kind, site_code, month, source, status)
);
CREATE TABLE networks (
	id INTEGER NOT NULL, 
	built_at DATETIME NOT NULL, 
	revisions TEXT NOT NULL, 
	arrays BLOB NOT NULL, 
	faults TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE register_entries (
	id INTEGER NOT NULL, 
	register TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	subject TEXT, 
	month TEXT, 
	state TEXT NOT NULL, 
	content TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	made_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	changed_by TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (register, "key")
);
CREATE TABLE register_events (
	id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	action TEXT NOT NULL, 
	from_state TEXT, 
	to_state TEXT NOT NULL, 
	note TEXT NOT NULL, 
	content TEXT NOT NULL, 
	file_sha256 TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (entry_id, version)
);
CREATE TABLE revisions (
	id INTEGER NOT NULL, 
	layer TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	file_name TEXT, 
	file_sha256 TEXT, 
	note TEXT NOT NULL, 
	added INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	removed INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (layer, revision)
);
CREATE TABLE sample_batches (
	id INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	file_name TEXT, 
	file_sha256 TEXT, 
	note TEXT NOT NULL, 
	added INTEGER NOT NULL, 
	known INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE sample_mappings (
	shape TEXT NOT NULL, 
	mapping TEXT NOT NULL, 
	file_name TEXT, 
	who TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	PRIMARY KEY (shape)
);
CREATE TABLE samples (
	id INTEGER NOT NULL, 
	site_kind TEXT NOT NULL, 
	site_code TEXT NOT NULL, 
	site_name TEXT, 
	sampled_at DATETIME NOT NULL, 
	month TEXT NOT NULL, 
	indicator TEXT NOT NULL, 
	value DOUBLE, 
	raw_text TEXT NOT NULL, 
	below_limit BOOLEAN NOT NULL, 
	detection_limit DOUBLE, 
	unit TEXT, 
	source TEXT NOT NULL, 
	state TEXT, 
	status TEXT NOT NULL, 
	batch_id INTEGER NOT NULL, 
	level TEXT, 
	sheet TEXT, 
	row_number INTEGER, 
	column_label TEXT, 
	flags TEXT, 
	fingerprint TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (fingerprint)
);
CREATE TABLE samples_history (
	id INTEGER NOT NULL, 
	site_kind TEXT NOT NULL, 
	site_code TEXT NOT NULL, 
	site_name TEXT, 
	sampled_at DATETIME NOT NULL, 
	month TEXT NOT NULL, 
	indicator TEXT NOT NULL, 
	value DOUBLE, 
	raw_text TEXT NOT NULL, 
	below_limit BOOLEAN NOT NULL, 
	detection_limit DOUBLE, 
	unit TEXT, 
	source TEXT NOT NULL, 
	state TEXT, 
	status TEXT NOT NULL, 
	batch_id INTEGER NOT NULL, 
	level TEXT, 
	sheet TEXT, 
	row_number INTEGER, 
	column_label TEXT, 
	flags TEXT, 
	fingerprint TEXT NOT NULL, 
	ended_at DATETIME NOT NULL, 
	ended_by TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	document TEXT, 
	superseded_by INTEGER, 
	PRIMARY KEY (id)
);
CREATE TABLE sessions (
	secret_sha256 TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	address TEXT NOT NULL, 
	agent TEXT NOT NULL, 
	PRIMARY KEY (secret_sha256)
);
CREATE TABLE sign_in_failures (
	subject TEXT NOT NULL, 
	failures INTEGER NOT NULL, 
	last_at DATETIME NOT NULL, 
	PRIMARY KEY (subject)
);
CREATE TABLE status_changes (
	id INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	from_status TEXT NOT NULL, 
	to_status TEXT NOT NULL, 
	chosen TEXT NOT NULL, 
	count INTEGER NOT NULL, 
	document TEXT, 
	note TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE tokens (
	secret_sha256 TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	title TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	PRIMARY KEY (secret_sha256)
);
CREATE TABLE traces (
	id INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	made_by TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	indicator TEXT, 
	month TEXT, 
	title TEXT NOT NULL, 
	question TEXT NOT NULL, 
	document TEXT NOT NULL, 
	revisions TEXT NOT NULL, 
	state TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE tracing_events (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	kept_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	from_state TEXT, 
	to_state TEXT NOT NULL, 
	note TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (kind, kept_id, version)
);
CREATE TABLE uploads (
	id TEXT NOT NULL, 
	layer TEXT NOT NULL, 
	state TEXT NOT NULL, 
	who TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	file_name TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	counts TEXT NOT NULL, 
	faults TEXT NOT NULL, 
	options TEXT NOT NULL, 
	revision INTEGER, 
	message TEXT, 
	PRIMARY KEY (id)
);
CREATE TABLE users (
	folded TEXT NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	password_hash TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	is_disabled BOOLEAN NOT NULL, 
	PRIMARY KEY (folded)
);
CREATE TABLE wells_of_test (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	geom POINT, 
	code TEXT NOT NULL, 
	name TEXT, 
	depth_m DOUBLE, 
	floor INTEGER, 
	seen_on DATE, 
	is_open BOOLEAN, 
	aliases TEXT, 
	remediation_state TEXT, 
	keeper TEXT, 
	keeper_name TEXT, 
	extra TEXT, 
	since_revision INTEGER NOT NULL, 
	UNIQUE (code)
);
CREATE TABLE wells_of_test_history (
	fid INTEGER NOT NULL, 
	since_revision INTEGER NOT NULL, 
	until_revision INTEGER NOT NULL, 
	geom POINT, 
	code TEXT NOT NULL, 
	name TEXT, 
	depth_m DOUBLE, 
	floor INTEGER, 
	seen_on DATE, 
	is_open BOOLEAN, 
	aliases TEXT, 
	remediation_state TEXT, 
	keeper TEXT, 
	keeper_name TEXT, 
	extra TEXT, 
	PRIMARY KEY (fid, since_revision)
);
CREATE TABLE wells_of_test_rendered (
	fid INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	minx DOUBLE, 
	miny DOUBLE, 
	maxx DOUBLE, 
	maxy DOUBLE, 
	text TEXT NOT NULL, 
	full_text TEXT, 
	PRIMARY KEY (fid), 
	UNIQUE ("key")
);
CREATE VIRTUAL TABLE "rtree_wells_of_test_geom" USING rtree(id, minx, maxx, miny, maxy);
CREATE TABLE lines_of_test (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	geom GEOMETRY, 
	code TEXT NOT NULL, 
	name TEXT, 
	measured_at DATETIME, 
	extra TEXT, 
	since_revision INTEGER NOT NULL, 
	UNIQUE (code)
);
CREATE TABLE lines_of_test_history (
	fid INTEGER NOT NULL, 
	since_revision INTEGER NOT NULL, 
	until_revision INTEGER NOT NULL, 
	geom GEOMETRY, 
	code TEXT NOT NULL, 
	name TEXT, 
	measured_at DATETIME, 
	extra TEXT, 
	PRIMARY KEY (fid, since_revision)
);
CREATE TABLE lines_of_test_rendered (
	fid INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	minx DOUBLE, 
	miny DOUBLE, 
	maxx DOUBLE, 
	maxy DOUBLE, 
	text TEXT NOT NULL, 
	full_text TEXT, 
	PRIMARY KEY (fid), 
	UNIQUE ("key")
);
CREATE VIRTUAL TABLE "rtree_lines_of_test_geom" USING rtree(id, minx, maxx, miny, maxy);
CREATE TABLE areas_of_test (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	geom GEOMETRY, 
	code TEXT NOT NULL, 
	name TEXT, 
	extra TEXT, 
	since_revision INTEGER NOT NULL, 
	UNIQUE (code)
);
CREATE TABLE areas_of_test_history (
	fid INTEGER NOT NULL, 
	since_revision INTEGER NOT NULL, 
	until_revision INTEGER NOT NULL, 
	geom GEOMETRY, 
	code TEXT NOT NULL, 
	name TEXT, 
	extra TEXT, 
	PRIMARY KEY (fid, since_revision)
);
CREATE TABLE areas_of_test_rendered (
	fid INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	minx DOUBLE, 
	miny DOUBLE, 
	maxx DOUBLE, 
	maxy DOUBLE, 
	text TEXT NOT NULL, 
	full_text TEXT, 
	PRIMARY KEY (fid), 
	UNIQUE ("key")
);
CREATE VIRTUAL TABLE "rtree_areas_of_test_geom" USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO "gpkg_spatial_ref_sys" VALUES ('Undefined Cartesian SRS',-1,'NONE',-1,'undefined','undefined Cartesian coordinate reference system');
INSERT INTO "gpkg_spatial_ref_sys" VALUES ('Undefined geographic SRS',0,'NONE',0,'undefined','undefined geographic coordinate reference system');
INSERT INTO "gpkg_spatial_ref_sys" VALUES ('WGS 84',4326,'EPSG',4326,'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]',NULL);
INSERT INTO "gpkg_spatial_ref_sys" VALUES ('China Geodetic Coordinate System 2000',4490,'EPSG',4490,'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4490"]]',NULL);
INSERT INTO "gpkg_contents" VALUES ('revisions','attributes','版本 revisions','','2026-11-27T04:22:36.241Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "gpkg_contents" VALUES ('samples','attributes','监测值 samples','','2026-11-27T04:22:36.241Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "gpkg_contents" VALUES ('wells_of_test','features','测试点 wells_of_test','Test points','2026-11-27T04:22:36.350Z',115.6441596,36.4091991,116.4504637,36.8277026,4490);
INSERT INTO "gpkg_contents" VALUES ('lines_of_test','features','测试线 lines_of_test','Test lines','2026-11-27T04:22:36.364Z',115.6768128,36.0149141,116.3142257,36.3899154,4490);
INSERT INTO "gpkg_contents" VALUES ('areas_of_test','features','测试面 areas_of_test','Test areas','2026-11-27T04:22:36.374Z',115.4233006,36.1007061,116.3951053,36.5888581,4490);
INSERT INTO "gpkg_geometry_columns" VALUES ('wells_of_test','geom','POINT',4490,0,0);
INSERT INTO "gpkg_geometry_columns" VALUES ('lines_of_test','geom','GEOMETRY',4490,0,0);
INSERT INTO "gpkg_geometry_columns" VALUES ('areas_of_test','geom','GEOMETRY',4490,0,0);
INSERT INTO "gpkg_extensions" VALUES ('wells_of_test','geom','gpkg_rtree_index','http://www.geopackage.org/spec120/#extension_rtree','write-only');
INSERT INTO "gpkg_extensions" VALUES ('lines_of_test','geom','gpkg_rtree_index','http://www.geopackage.org/spec120/#extension_rtree','write-only');
INSERT INTO "gpkg_extensions" VALUES ('areas_of_test','geom','gpkg_rtree_index','http://www.geopackage.org/spec120/#extension_rtree','write-only');
INSERT INTO "impacts" VALUES (1,'2026-11-27T04:22:36.433Z','analyst','point/116,36',NULL,NULL,'乙','{"from":"sections/S1"}','{"leads":[]}','{}','open',1);
INSERT INTO "layer_states" VALUES ('wells_of_test',2,3,5,115.6441596,36.4091991,116.4504637,36.8277026,NULL,NULL,'2026-11-27T04:22:36.345Z','8c7f7f00440183b1');
INSERT INTO "layer_states" VALUES ('lines_of_test',1,2,3,115.6768128,36.0149141,116.3142257,36.3899154,NULL,NULL,'2026-11-27T04:22:36.363Z','5ad5d4a33f1e3610');
INSERT INTO "layer_states" VALUES ('areas_of_test',1,2,3,115.4233006,36.1007061,116.3951053,36.5888581,NULL,NULL,'2026-11-27T04:22:36.373Z','903a5a16730d9712');
INSERT INTO "meta" VALUES ('schema_version','3');
INSERT INTO "month_states" VALUES ('S2','2024-01','断流','');
INSERT INTO "month_sums" VALUES ('sections','S1','2024-05','manual','both',X'E45E0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000104001000000010000000400000000000000');
INSERT INTO "networks" VALUES (1,'2026-11-27T04:22:36.430Z','{"reaches":1}',X'0001','[]');
INSERT INTO "revisions" VALUES (1,'wells_of_test',1,'2026-11-27T04:22:36.000Z','gis','a.gpkg','00','first',4,0,0,4);
INSERT INTO "revisions" VALUES (2,'wells_of_test',2,'2026-11-27T04:22:36.000Z','gis',NULL,NULL,'',0,3,1,3);
INSERT INTO "revisions" VALUES (3,'lines_of_test',1,'2026-11-27T04:22:36.000Z','gis',NULL,NULL,'',2,0,0,2);
INSERT INTO "revisions" VALUES (4,'areas_of_test',1,'2026-11-27T04:22:36.000Z','gis',NULL,NULL,'',2,0,0,2);
INSERT INTO "sample_batches" VALUES (1,'2026-11-27T04:22:36.393Z','analyst','v.csv',NULL,'',1,0);
INSERT INTO "samples" VALUES (1,'sections','S1',NULL,'2024-04-30T17:00:00.000Z','2024-05','w01018',NULL,'<4',1,4.0,'mg/L','manual',NULL,'final',1,NULL,NULL,NULL,NULL,NULL,'ed46e290ea44c884be109bf249f4c3d2');
INSERT INTO "traces" VALUES (1,'2026-11-27T04:22:36.431Z','analyst','sections/S1',NULL,NULL,'甲','{"from":"sections/S1"}','{"leads":[]}','{}','open',1);
INSERT INTO "tracing_events" VALUES (1,'traces',1,1,'2026-11-27T04:22:36.431Z','analyst',NULL,'open','');
INSERT INTO "tracing_events" VALUES (2,'impacts',1,1,'2026-11-27T04:22:36.433Z','analyst',NULL,'open','');
INSERT INTO "uploads" VALUES ('NRyZ0gUZUPx1UE9PSptpiw','wells_of_test','reading','gis','2026-11-27T04:22:36.430Z','2026-11-27T04:22:36.430Z','a.zip','00',1,'{}','[]','{}',NULL,NULL);
INSERT INTO "wells_of_test" VALUES (2,X'475000018A110000010100000040E2B265D41C5D4047C4398F2F364240','P1','新名',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "wells_of_test" VALUES (3,X'475000018A1100000101000000E2D92FE939E95C4037E8A628F2694240','P2','新名',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "wells_of_test" VALUES (4,X'475000018A1100000101000000AE17F9ABB61C5D40BD06D8A260344240','P3','新名',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "sqlite_sequence" VALUES ('wells_of_test',4);
INSERT INTO "sqlite_sequence" VALUES ('lines_of_test',2);
INSERT INTO "sqlite_sequence" VALUES ('areas_of_test',2);
INSERT INTO "wells_of_test_history" VALUES (1,1,2,X'475000018A1100000101000000BB5862AFC1005D406A2E3718EA274240','P0','点0',NULL,NULL,'2024-05-01',NULL,NULL,NULL,NULL,'张三','{"旧编码":7}');
INSERT INTO "wells_of_test_history" VALUES (2,1,2,X'475000018A110000010100000040E2B265D41C5D4047C4398F2F364240','P1','点1',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "wells_of_test_history" VALUES (3,1,2,X'475000018A1100000101000000E2D92FE939E95C4037E8A628F2694240','P2','点2',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "wells_of_test_history" VALUES (4,1,2,X'475000018A1100000101000000AE17F9ABB61C5D40BD06D8A260344240','P3','点3',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "wells_of_test_rendered" VALUES (2,'P1',116.4504637,36.4233264,116.4504637,36.4233264,'{"type":"Feature","id":"P1","geometry":{"type":"Point","coordinates":[116.4504637,36.4233264]},"properties":{"code":"P1","name":"新名","depth_m":null,"floor":null,"seen_on":null,"is_open":null,"aliases":null,"remediation_state":null}}',NULL);
INSERT INTO "wells_of_test_rendered" VALUES (3,'P2',115.6441596,36.8277026,115.6441596,36.8277026,'{"type":"Feature","id":"P2","geometry":{"type":"Point","coordinates":[115.6441596,36.8277026]},"properties":{"code":"P2","name":"新名","depth_m":null,"floor":null,"seen_on":null,"is_open":null,"aliases":null,"remediation_state":null}}',NULL);
INSERT INTO "wells_of_test_rendered" VALUES (4,'P3',116.4486494,36.4091991,116.4486494,36.4091991,'{"type":"Feature","id":"P3","geometry":{"type":"Point","coordinates":[116.4486494,36.4091991]},"properties":{"code":"P3","name":"新名","depth_m":null,"floor":null,"seen_on":null,"is_open":null,"aliases":null,"remediation_state":null}}',NULL);
INSERT INTO "rtree_wells_of_test_geom" VALUES (2,1.16450462341308593752e+02,1.16450477600097656249e+02,3.64233245849609375008e+01,3.64233322143554687504e+01);
INSERT INTO "rtree_wells_of_test_geom" VALUES (3,1.15644157409667968749e+02,1.15644172668457031246e+02,3.68277015686035156258e+01,3.68277053833007812495e+01);
INSERT INTO "rtree_wells_of_test_geom" VALUES (4,1.16448646545410156244e+02,1.16448661804199218752e+02,3.64091987609863281254e+01,3.64092025756835937491e+01);
INSERT INTO "lines_of_test" VALUES (1,X'475000038A110000E860A2E650EB5C40D8D072454EF35C4018CDCAF6211B4240779A71BFE8314240010200000003000000396FAD40BEF05C40D352D4F434264240D8D072454EF35C40779A71BFE8314240E860A2E650EB5C4018CDCAF6211B4240','L0','河0',NULL,NULL,1);
INSERT INTO "lines_of_test" VALUES (2,X'475000038A11000097749483590E5D4003441C461C145D40E8DF89B4E8014240E180F167D313424001020000000300000003441C461C145D40BF3D74E6C30B424097749483590E5D40E180F167D31342404F722C94F10F5D40E8DF89B4E8014240','L1','河1',NULL,NULL,1);
INSERT INTO "lines_of_test_rendered" VALUES (1,'L0',115.6768128,36.211974,115.8016523,36.3899154,'{"type":"Feature","id":"L0","geometry":{"type":"LineString","coordinates":[[115.7616121,36.2984911],[115.8016523,36.3899154],[115.6768128,36.211974]]},"properties":{"code":"L0","name":"河0","measured_at":null}}',NULL);
INSERT INTO "lines_of_test_rendered" VALUES (2,'L1',116.2242135,36.0149141,116.3142257,36.1548891,'{"type":"Feature","id":"L1","geometry":{"type":"LineString","coordinates":[[116.3142257,36.0919159],[116.2242135,36.1548891],[116.2491198,36.0149141]]},"properties":{"code":"L1","name":"河1","measured_at":null}}',NULL);
INSERT INTO "rtree_lines_of_test_geom" VALUES (1,1.15676811218261718747e+02,1.15801666259765625001e+02,3.62119712829589843758e+01,3.63899154663085937504e+01);
INSERT INTO "rtree_lines_of_test_geom" VALUES (2,1.16224212646484375004e+02,1.16314239501953125004e+02,3.60149116516113281254e+01,3.61548919677734375004e+01);
INSERT INTO "areas_of_test" VALUES (1,X'475000038A1100002458665B17DB5C406E3BC8467BE55C40FC00FFEFE30C4240B96C74CE4F1E4240010300000001000000040000006E3BC8467BE55C40B96C74CE4F1E42402458665B17DB5C40DFD3E649E31A4240319E9CFCF1E45C40FC00FFEFE30C42406E3BC8467BE55C40B96C74CE4F1E4240','A0','区0',NULL,1);
INSERT INTO "areas_of_test" VALUES (2,X'475000038A110000F4E1B43B7F105D407B7EBD6749195D409461269BBC3642400BBEC4B35F4B4240010300000001000000040000009A27D71448135D40AA7CCF48844A42407B7EBD6749195D409461269BBC364240F4E1B43B7F105D400BBEC4B35F4B42409A27D71448135D40AA7CCF48844A4240','A1','区1',NULL,1);
INSERT INTO "areas_of_test_rendered" VALUES (1,'A0',115.4233006,36.1007061,115.5856492,36.2368105,'{"type":"Feature","id":"A0","geometry":{"type":"Polygon","coordinates":[[[115.5856492,36.2368105],[115.4233006,36.2100613],[115.5772697,36.1007061],[115.5856492,36.2368105]]]},"properties":{"code":"A0","name":"区0"}}',NULL);
INSERT INTO "areas_of_test_rendered" VALUES (2,'A1',116.2577657,36.4276308,116.3951053,36.5888581,'{"type":"Feature","id":"A1","geometry":{"type":"Polygon","coordinates":[[[116.3012745,36.582162],[116.3951053,36.4276308],[116.2577657,36.5888581],[116.3012745,36.582162]]]},"properties":{"code":"A1","name":"区1"}}',NULL);
INSERT INTO "rtree_areas_of_test_geom" VALUES (1,1.15423286437988281249e+02,1.15585662841796874998e+02,3.61007041931152343754e+01,36.23681640625);
INSERT INTO "rtree_areas_of_test_geom" VALUES (2,1.16257751464843749999e+02,1.16395118713378906247e+02,3.64276275634765624991e+01,3.658885955810546875e+01);
CREATE INDEX impacts_by_subject ON impacts (subject);
CREATE INDEX register_entries_by_subject ON register_entries (register, subject);
CREATE INDEX register_entries_by_month ON register_entries (register, month);
CREATE INDEX ix_register_events_entry_id ON register_events (entry_id);
CREATE INDEX samples_by_month ON samples (month);
CREATE INDEX samples_by_batch ON samples (batch_id);
CREATE INDEX samples_by_site ON samples (site_kind, site_code, sampled_at);
CREATE INDEX samples_by_time ON samples (sampled_at);
CREATE INDEX samples_history_by_site ON samples_history (site_kind, site_code, month);
CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);
CREATE INDEX ix_sessions_folded ON sessions (folded);
CREATE INDEX ix_sign_in_failures_last_at ON sign_in_failures (last_at);
CREATE INDEX ix_tokens_folded ON tokens (folded);
CREATE INDEX traces_by_subject ON traces (subject);
CREATE TRIGGER "guard_files_insert" BEFORE INSERT ON "files" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_files_update" BEFORE UPDATE ON "files" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_files_delete" BEFORE DELETE ON "files" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_impacts_insert" BEFORE INSERT ON "impacts" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_impacts_update" BEFORE UPDATE ON "impacts" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_impacts_delete" BEFORE DELETE ON "impacts" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_layer_states_insert" BEFORE INSERT ON "layer_states" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_layer_states_update" BEFORE UPDATE ON "layer_states" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_layer_states_delete" BEFORE DELETE ON "layer_states" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_meta_insert" BEFORE INSERT ON "meta" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_meta_update" BEFORE UPDATE ON "meta" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_meta_delete" BEFORE DELETE ON "meta" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_month_states_insert" BEFORE INSERT ON "month_states" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_month_states_update" BEFORE UPDATE ON "month_states" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_month_states_delete" BEFORE DELETE ON "month_states" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_month_sums_insert" BEFORE INSERT ON "month_sums" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_month_sums_update" BEFORE UPDATE ON "month_sums" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_month_sums_delete" BEFORE DELETE ON "month_sums" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_networks_insert" BEFORE INSERT ON "networks" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_networks_update" BEFORE UPDATE ON "networks" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_networks_delete" BEFORE DELETE ON "networks" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_register_entries_insert" BEFORE INSERT ON "register_entries" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_register_entries_update" BEFORE UPDATE ON "register_entries" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_register_entries_delete" BEFORE DELETE ON "register_entries" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_register_events_insert" BEFORE INSERT ON "register_events" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_register_events_update" BEFORE UPDATE ON "register_events" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_register_events_delete" BEFORE DELETE ON "register_events" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_revisions_insert" BEFORE INSERT ON "revisions" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_revisions_update" BEFORE UPDATE ON "revisions" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_revisions_delete" BEFORE DELETE ON "revisions" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sample_batches_insert" BEFORE INSERT ON "sample_batches" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sample_batches_update" BEFORE UPDATE ON "sample_batches" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sample_batches_delete" BEFORE DELETE ON "sample_batches" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sample_mappings_insert" BEFORE INSERT ON "sample_mappings" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sample_mappings_update" BEFORE UPDATE ON "sample_mappings" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sample_mappings_delete" BEFORE DELETE ON "sample_mappings" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_samples_insert" BEFORE INSERT ON "samples" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_samples_update" BEFORE UPDATE ON "samples" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_samples_delete" BEFORE DELETE ON "samples" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_samples_history_insert" BEFORE INSERT ON "samples_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_samples_history_update" BEFORE UPDATE ON "samples_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_samples_history_delete" BEFORE DELETE ON "samples_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sessions_insert" BEFORE INSERT ON "sessions" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sessions_update" BEFORE UPDATE ON "sessions" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sessions_delete" BEFORE DELETE ON "sessions" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sign_in_failures_insert" BEFORE INSERT ON "sign_in_failures" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sign_in_failures_update" BEFORE UPDATE ON "sign_in_failures" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_sign_in_failures_delete" BEFORE DELETE ON "sign_in_failures" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_status_changes_insert" BEFORE INSERT ON "status_changes" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_status_changes_update" BEFORE UPDATE ON "status_changes" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_status_changes_delete" BEFORE DELETE ON "status_changes" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_tokens_insert" BEFORE INSERT ON "tokens" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_tokens_update" BEFORE UPDATE ON "tokens" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_tokens_delete" BEFORE DELETE ON "tokens" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_traces_insert" BEFORE INSERT ON "traces" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_traces_update" BEFORE UPDATE ON "traces" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_traces_delete" BEFORE DELETE ON "traces" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_tracing_events_insert" BEFORE INSERT ON "tracing_events" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_tracing_events_update" BEFORE UPDATE ON "tracing_events" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_tracing_events_delete" BEFORE DELETE ON "tracing_events" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_uploads_insert" BEFORE INSERT ON "uploads" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_uploads_update" BEFORE UPDATE ON "uploads" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_uploads_delete" BEFORE DELETE ON "uploads" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_users_insert" BEFORE INSERT ON "users" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_users_update" BEFORE UPDATE ON "users" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_users_delete" BEFORE DELETE ON "users" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE INDEX wells_of_test_without_place ON wells_of_test_rendered (fid) WHERE minx IS NULL;
CREATE INDEX lines_of_test_without_place ON lines_of_test_rendered (fid) WHERE minx IS NULL;
CREATE INDEX areas_of_test_without_place ON areas_of_test_rendered (fid) WHERE minx IS NULL;
CREATE TRIGGER "rtree_wells_of_test_geom_insert" AFTER INSERT ON "wells_of_test" WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO "rtree_wells_of_test_geom" VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER "rtree_wells_of_test_geom_update1" AFTER UPDATE OF "geom" ON "wells_of_test" WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO "rtree_wells_of_test_geom" VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER "rtree_wells_of_test_geom_update2" AFTER UPDATE OF "geom" ON "wells_of_test" WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_wells_of_test_geom" WHERE id = OLD.fid; END;
CREATE TRIGGER "rtree_wells_of_test_geom_update3" AFTER UPDATE ON "wells_of_test" WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_wells_of_test_geom" WHERE id = OLD.fid; INSERT OR REPLACE INTO "rtree_wells_of_test_geom" VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER "rtree_wells_of_test_geom_update4" AFTER UPDATE ON "wells_of_test" WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_wells_of_test_geom" WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER "rtree_wells_of_test_geom_delete" AFTER DELETE ON "wells_of_test" WHEN OLD.geom NOT NULL BEGIN DELETE FROM "rtree_wells_of_test_geom" WHERE id = OLD.fid; END;
CREATE TRIGGER "guard_wells_of_test_insert" BEFORE INSERT ON "wells_of_test" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_wells_of_test_update" BEFORE UPDATE ON "wells_of_test" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_wells_of_test_delete" BEFORE DELETE ON "wells_of_test" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_wells_of_test_history_insert" BEFORE INSERT ON "wells_of_test_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_wells_of_test_history_update" BEFORE UPDATE ON "wells_of_test_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_wells_of_test_history_delete" BEFORE DELETE ON "wells_of_test_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_wells_of_test_rendered_insert" BEFORE INSERT ON "wells_of_test_rendered" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_wells_of_test_rendered_update" BEFORE UPDATE ON "wells_of_test_rendered" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_wells_of_test_rendered_delete" BEFORE DELETE ON "wells_of_test_rendered" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "rtree_lines_of_test_geom_insert" AFTER INSERT ON "lines_of_test" WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO "rtree_lines_of_test_geom" VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER "rtree_lines_of_test_geom_update1" AFTER UPDATE OF "geom" ON "lines_of_test" WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO "rtree_lines_of_test_geom" VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER "rtree_lines_of_test_geom_update2" AFTER UPDATE OF "geom" ON "lines_of_test" WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_lines_of_test_geom" WHERE id = OLD.fid; END;
CREATE TRIGGER "rtree_lines_of_test_geom_update3" AFTER UPDATE ON "lines_of_test" WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_lines_of_test_geom" WHERE id = OLD.fid; INSERT OR REPLACE INTO "rtree_lines_of_test_geom" VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER "rtree_lines_of_test_geom_update4" AFTER UPDATE ON "lines_of_test" WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_lines_of_test_geom" WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER "rtree_lines_of_test_geom_delete" AFTER DELETE ON "lines_of_test" WHEN OLD.geom NOT NULL BEGIN DELETE FROM "rtree_lines_of_test_geom" WHERE id = OLD.fid; END;
CREATE TRIGGER "guard_lines_of_test_insert" BEFORE INSERT ON "lines_of_test" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_lines_of_test_update" BEFORE UPDATE ON "lines_of_test" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_lines_of_test_delete" BEFORE DELETE ON "lines_of_test" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_lines_of_test_history_insert" BEFORE INSERT ON "lines_of_test_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_lines_of_test_history_update" BEFORE UPDATE ON "lines_of_test_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_lines_of_test_history_delete" BEFORE DELETE ON "lines_of_test_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_lines_of_test_rendered_insert" BEFORE INSERT ON "lines_of_test_rendered" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_lines_of_test_rendered_update" BEFORE UPDATE ON "lines_of_test_rendered" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_lines_of_test_rendered_delete" BEFORE DELETE ON "lines_of_test_rendered" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "rtree_areas_of_test_geom_insert" AFTER INSERT ON "areas_of_test" WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO "rtree_areas_of_test_geom" VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER "rtree_areas_of_test_geom_update1" AFTER UPDATE OF "geom" ON "areas_of_test" WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO "rtree_areas_of_test_geom" VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER "rtree_areas_of_test_geom_update2" AFTER UPDATE OF "geom" ON "areas_of_test" WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_areas_of_test_geom" WHERE id = OLD.fid; END;
CREATE TRIGGER "rtree_areas_of_test_geom_update3" AFTER UPDATE ON "areas_of_test" WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_areas_of_test_geom" WHERE id = OLD.fid; INSERT OR REPLACE INTO "rtree_areas_of_test_geom" VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER "rtree_areas_of_test_geom_update4" AFTER UPDATE ON "areas_of_test" WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_areas_of_test_geom" WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER "rtree_areas_of_test_geom_delete" AFTER DELETE ON "areas_of_test" WHEN OLD.geom NOT NULL BEGIN DELETE FROM "rtree_areas_of_test_geom" WHERE id = OLD.fid; END;
CREATE TRIGGER "guard_areas_of_test_insert" BEFORE INSERT ON "areas_of_test" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_areas_of_test_update" BEFORE UPDATE ON "areas_of_test" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_areas_of_test_delete" BEFORE DELETE ON "areas_of_test" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_areas_of_test_history_insert" BEFORE INSERT ON "areas_of_test_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_areas_of_test_history_update" BEFORE UPDATE ON "areas_of_test_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_areas_of_test_history_delete" BEFORE DELETE ON "areas_of_test_history" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_areas_of_test_rendered_insert" BEFORE INSERT ON "areas_of_test_rendered" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_areas_of_test_rendered_update" BEFORE UPDATE ON "areas_of_test_rendered" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
CREATE TRIGGER "guard_areas_of_test_rendered_delete" BEFORE DELETE ON "areas_of_test_rendered" BEGIN SELECT "Suyuan 溯源: desktop programs may read this file but not edit it; import the change instead, or edit an exported copy. 桌面软件只能读取本文件；请通过导入更新，或编辑导出的副本"(); END;
COMMIT;
