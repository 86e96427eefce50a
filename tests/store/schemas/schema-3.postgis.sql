--
-- PostgreSQL database dump
--

\restrict DIjpUUr6GU3JYLhwFs2ncJUPmvX7RA3iOGxbFjpRvBlc9dReTvHdIMYlvJHEn2d

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: areas_of_test; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.areas_of_test (
    fid bigint NOT NULL,
    geom public.geometry(Geometry,4490),
    code text NOT NULL,
    name text,
    extra text,
    since_revision bigint NOT NULL
);


--
-- Name: areas_of_test_fid_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.areas_of_test_fid_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: areas_of_test_fid_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.areas_of_test_fid_seq OWNED BY public.areas_of_test.fid;


--
-- Name: areas_of_test_history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.areas_of_test_history (
    fid bigint NOT NULL,
    since_revision bigint NOT NULL,
    until_revision bigint NOT NULL,
    geom public.geometry(Geometry,4490),
    code text NOT NULL,
    name text,
    extra text
);


--
-- Name: areas_of_test_rendered; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.areas_of_test_rendered (
    fid bigint NOT NULL,
    key text NOT NULL,
    minx double precision,
    miny double precision,
    maxx double precision,
    maxy double precision,
    text text NOT NULL,
    full_text text
);


--
-- Name: files; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.files (
    sha256 text NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    who text NOT NULL
);


--
-- Name: impacts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.impacts (
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    subject text NOT NULL,
    indicator text,
    month text,
    title text NOT NULL,
    question text NOT NULL,
    document text NOT NULL,
    revisions text NOT NULL,
    state text NOT NULL,
    version bigint NOT NULL
);


--
-- Name: impacts_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.impacts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: impacts_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.impacts_id_seq OWNED BY public.impacts.id;


--
-- Name: layer_states; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.layer_states (
    layer text NOT NULL,
    revision bigint NOT NULL,
    count bigint NOT NULL,
    next_fid bigint NOT NULL,
    west double precision,
    south double precision,
    east double precision,
    north double precision,
    temporal_start text,
    temporal_end text,
    updated_at timestamp with time zone,
    rendering text NOT NULL
);


--
-- Name: lines_of_test; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lines_of_test (
    fid bigint NOT NULL,
    geom public.geometry(Geometry,4490),
    code text NOT NULL,
    name text,
    measured_at timestamp with time zone,
    extra text,
    since_revision bigint NOT NULL
);


--
-- Name: lines_of_test_fid_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.lines_of_test_fid_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: lines_of_test_fid_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.lines_of_test_fid_seq OWNED BY public.lines_of_test.fid;


--
-- Name: lines_of_test_history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lines_of_test_history (
    fid bigint NOT NULL,
    since_revision bigint NOT NULL,
    until_revision bigint NOT NULL,
    geom public.geometry(Geometry,4490),
    code text NOT NULL,
    name text,
    measured_at timestamp with time zone,
    extra text
);


--
-- Name: lines_of_test_rendered; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lines_of_test_rendered (
    fid bigint NOT NULL,
    key text NOT NULL,
    minx double precision,
    miny double precision,
    maxx double precision,
    maxy double precision,
    text text NOT NULL,
    full_text text
);


--
-- Name: meta; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.meta (
    key text NOT NULL,
    value text NOT NULL
);


--
-- Name: month_states; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.month_states (
    site_code text NOT NULL,
    month text NOT NULL,
    state text NOT NULL,
    note text NOT NULL
);


--
-- Name: month_sums; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.month_sums (
    site_kind text NOT NULL,
    site_code text NOT NULL,
    month text NOT NULL,
    source text NOT NULL,
    status text NOT NULL,
    sums bytea NOT NULL
);


--
-- Name: networks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.networks (
    id bigint NOT NULL,
    built_at timestamp with time zone NOT NULL,
    revisions text NOT NULL,
    arrays bytea NOT NULL,
    faults text NOT NULL
);


--
-- Name: register_entries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.register_entries (
    id bigint NOT NULL,
    register text NOT NULL,
    key text NOT NULL,
    subject text,
    month text,
    state text NOT NULL,
    content text NOT NULL,
    version bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL
);


--
-- Name: register_entries_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.register_entries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: register_entries_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.register_entries_id_seq OWNED BY public.register_entries.id;


--
-- Name: register_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.register_events (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    version bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    who text NOT NULL,
    action text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    note text NOT NULL,
    content text NOT NULL,
    file_sha256 text
);


--
-- Name: register_events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.register_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: register_events_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.register_events_id_seq OWNED BY public.register_events.id;


--
-- Name: revisions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.revisions (
    id bigint NOT NULL,
    layer text NOT NULL,
    revision bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    who text NOT NULL,
    file_name text,
    file_sha256 text,
    note text NOT NULL,
    added bigint NOT NULL,
    changed bigint NOT NULL,
    removed bigint NOT NULL,
    count bigint NOT NULL
);


--
-- Name: revisions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.revisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: revisions_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.revisions_id_seq OWNED BY public.revisions.id;


--
-- Name: sample_batches; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sample_batches (
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    who text NOT NULL,
    file_name text,
    file_sha256 text,
    note text NOT NULL,
    added bigint NOT NULL,
    known bigint NOT NULL
);


--
-- Name: sample_batches_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.sample_batches_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: sample_batches_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.sample_batches_id_seq OWNED BY public.sample_batches.id;


--
-- Name: sample_mappings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sample_mappings (
    shape text NOT NULL,
    mapping text NOT NULL,
    file_name text,
    who text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);


--
-- Name: samples; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.samples (
    id bigint NOT NULL,
    site_kind text NOT NULL,
    site_code text NOT NULL,
    site_name text,
    sampled_at timestamp with time zone NOT NULL,
    month text NOT NULL,
    indicator text NOT NULL,
    value double precision,
    raw_text text NOT NULL,
    below_limit boolean NOT NULL,
    detection_limit double precision,
    unit text,
    source text NOT NULL,
    state text,
    status text NOT NULL,
    batch_id bigint NOT NULL,
    level text,
    sheet text,
    row_number bigint,
    column_label text,
    flags text,
    fingerprint text NOT NULL
);


--
-- Name: samples_history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.samples_history (
    id bigint NOT NULL,
    site_kind text NOT NULL,
    site_code text NOT NULL,
    site_name text,
    sampled_at timestamp with time zone NOT NULL,
    month text NOT NULL,
    indicator text NOT NULL,
    value double precision,
    raw_text text NOT NULL,
    below_limit boolean NOT NULL,
    detection_limit double precision,
    unit text,
    source text NOT NULL,
    state text,
    status text NOT NULL,
    batch_id bigint NOT NULL,
    level text,
    sheet text,
    row_number bigint,
    column_label text,
    flags text,
    fingerprint text NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    ended_by text NOT NULL,
    reason text NOT NULL,
    document text,
    superseded_by bigint
);


--
-- Name: samples_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.samples_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: samples_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.samples_id_seq OWNED BY public.samples.id;


--
-- Name: sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sessions (
    secret_sha256 text NOT NULL,
    folded text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    address text NOT NULL,
    agent text NOT NULL
);


--
-- Name: sign_in_failures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in_failures (
    subject text NOT NULL,
    failures bigint NOT NULL,
    last_at timestamp with time zone NOT NULL
);


--
-- Name: status_changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.status_changes (
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    who text NOT NULL,
    from_status text NOT NULL,
    to_status text NOT NULL,
    chosen text NOT NULL,
    count bigint NOT NULL,
    document text,
    note text NOT NULL
);


--
-- Name: status_changes_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.status_changes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: status_changes_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.status_changes_id_seq OWNED BY public.status_changes.id;


--
-- Name: tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tokens (
    secret_sha256 text NOT NULL,
    folded text NOT NULL,
    title text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);


--
-- Name: traces; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.traces (
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    subject text NOT NULL,
    indicator text,
    month text,
    title text NOT NULL,
    question text NOT NULL,
    document text NOT NULL,
    revisions text NOT NULL,
    state text NOT NULL,
    version bigint NOT NULL
);


--
-- Name: traces_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.traces_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: traces_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.traces_id_seq OWNED BY public.traces.id;


--
-- Name: tracing_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tracing_events (
    id bigint NOT NULL,
    kind text NOT NULL,
    kept_id bigint NOT NULL,
    version bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    who text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    note text NOT NULL
);


--
-- Name: tracing_events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.tracing_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: tracing_events_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.tracing_events_id_seq OWNED BY public.tracing_events.id;


--
-- Name: uploads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.uploads (
    id text NOT NULL,
    layer text NOT NULL,
    state text NOT NULL,
    who text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    file_name text NOT NULL,
    sha256 text NOT NULL,
    size_bytes bigint NOT NULL,
    counts text NOT NULL,
    faults text NOT NULL,
    options text NOT NULL,
    revision bigint,
    message text
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    folded text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    is_disabled boolean NOT NULL
);


--
-- Name: wells_of_test; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.wells_of_test (
    fid bigint NOT NULL,
    geom public.geometry(Point,4490),
    code text NOT NULL,
    name text,
    depth_m double precision,
    floor bigint,
    seen_on date,
    is_open boolean,
    aliases text,
    remediation_state text,
    keeper text,
    keeper_name text,
    extra text,
    since_revision bigint NOT NULL
);


--
-- Name: wells_of_test_fid_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.wells_of_test_fid_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: wells_of_test_fid_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.wells_of_test_fid_seq OWNED BY public.wells_of_test.fid;


--
-- Name: wells_of_test_history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.wells_of_test_history (
    fid bigint NOT NULL,
    since_revision bigint NOT NULL,
    until_revision bigint NOT NULL,
    geom public.geometry(Point,4490),
    code text NOT NULL,
    name text,
    depth_m double precision,
    floor bigint,
    seen_on date,
    is_open boolean,
    aliases text,
    remediation_state text,
    keeper text,
    keeper_name text,
    extra text
);


--
-- Name: wells_of_test_rendered; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.wells_of_test_rendered (
    fid bigint NOT NULL,
    key text NOT NULL,
    minx double precision,
    miny double precision,
    maxx double precision,
    maxy double precision,
    text text NOT NULL,
    full_text text
);


--
-- Name: areas_of_test fid; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.areas_of_test ALTER COLUMN fid SET DEFAULT nextval('public.areas_of_test_fid_seq'::regclass);


--
-- Name: impacts id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.impacts ALTER COLUMN id SET DEFAULT nextval('public.impacts_id_seq'::regclass);


--
-- Name: lines_of_test fid; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lines_of_test ALTER COLUMN fid SET DEFAULT nextval('public.lines_of_test_fid_seq'::regclass);


--
-- Name: register_entries id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_entries ALTER COLUMN id SET DEFAULT nextval('public.register_entries_id_seq'::regclass);


--
-- Name: register_events id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_events ALTER COLUMN id SET DEFAULT nextval('public.register_events_id_seq'::regclass);


--
-- Name: revisions id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.revisions ALTER COLUMN id SET DEFAULT nextval('public.revisions_id_seq'::regclass);


--
-- Name: sample_batches id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sample_batches ALTER COLUMN id SET DEFAULT nextval('public.sample_batches_id_seq'::regclass);


--
-- Name: samples id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.samples ALTER COLUMN id SET DEFAULT nextval('public.samples_id_seq'::regclass);


--
-- Name: status_changes id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.status_changes ALTER COLUMN id SET DEFAULT nextval('public.status_changes_id_seq'::regclass);


--
-- Name: traces id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.traces ALTER COLUMN id SET DEFAULT nextval('public.traces_id_seq'::regclass);


--
-- Name: tracing_events id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tracing_events ALTER COLUMN id SET DEFAULT nextval('public.tracing_events_id_seq'::regclass);


--
-- Name: wells_of_test fid; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wells_of_test ALTER COLUMN fid SET DEFAULT nextval('public.wells_of_test_fid_seq'::regclass);


--
-- Data for Name: areas_of_test; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.areas_of_test VALUES (1, '01030000208A11000001000000040000006E3BC8467BE55C40B96C74CE4F1E42402458665B17DB5C40DFD3E649E31A4240319E9CFCF1E45C40FC00FFEFE30C42406E3BC8467BE55C40B96C74CE4F1E4240', 'A0', '区0', NULL, 1);
INSERT INTO public.areas_of_test VALUES (2, '01030000208A11000001000000040000009A27D71448135D40AA7CCF48844A42407B7EBD6749195D409461269BBC364240F4E1B43B7F105D400BBEC4B35F4B42409A27D71448135D40AA7CCF48844A4240', 'A1', '区1', NULL, 1);


--
-- Data for Name: areas_of_test_history; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: areas_of_test_rendered; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.areas_of_test_rendered VALUES (1, 'A0', 115.4233006, 36.1007061, 115.5856492, 36.2368105, '{"type":"Feature","id":"A0","geometry":{"type":"Polygon","coordinates":[[[115.5856492,36.2368105],[115.4233006,36.2100613],[115.5772697,36.1007061],[115.5856492,36.2368105]]]},"properties":{"code":"A0","name":"区0"}}', NULL);
INSERT INTO public.areas_of_test_rendered VALUES (2, 'A1', 116.2577657, 36.4276308, 116.3951053, 36.5888581, '{"type":"Feature","id":"A1","geometry":{"type":"Polygon","coordinates":[[[116.3012745,36.582162],[116.3951053,36.4276308],[116.2577657,36.5888581],[116.3012745,36.582162]]]},"properties":{"code":"A1","name":"区1"}}', NULL);


--
-- Data for Name: files; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: impacts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.impacts VALUES (1, '2026-11-27 04:22:36.833+00', 'analyst', 'point/116,36', NULL, NULL, '乙', '{"from":"sections/S1"}', '{"leads":[]}', '{}', 'open', 1);


--
-- Data for Name: layer_states; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.layer_states VALUES ('wells_of_test', 2, 3, 5, 115.6441596, 36.4091991, 116.4504637, 36.8277026, NULL, NULL, '2026-11-27 04:22:36.725+00', '8c7f7f00440183b1');
INSERT INTO public.layer_states VALUES ('lines_of_test', 1, 2, 3, 115.6768128, 36.0149141, 116.3142257, 36.3899154, NULL, NULL, '2026-11-27 04:22:36.741+00', '5ad5d4a33f1e3610');
INSERT INTO public.layer_states VALUES ('areas_of_test', 1, 2, 3, 115.4233006, 36.1007061, 116.3951053, 36.5888581, NULL, NULL, '2026-11-27 04:22:36.748+00', '903a5a16730d9712');


--
-- Data for Name: lines_of_test; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.lines_of_test VALUES (1, '01020000208A11000003000000396FAD40BEF05C40D352D4F434264240D8D072454EF35C40779A71BFE8314240E860A2E650EB5C4018CDCAF6211B4240', 'L0', '河0', NULL, NULL, 1);
INSERT INTO public.lines_of_test VALUES (2, '01020000208A1100000300000003441C461C145D40BF3D74E6C30B424097749483590E5D40E180F167D31342404F722C94F10F5D40E8DF89B4E8014240', 'L1', '河1', NULL, NULL, 1);


--
-- Data for Name: lines_of_test_history; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: lines_of_test_rendered; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.lines_of_test_rendered VALUES (1, 'L0', 115.6768128, 36.211974, 115.8016523, 36.3899154, '{"type":"Feature","id":"L0","geometry":{"type":"LineString","coordinates":[[115.7616121,36.2984911],[115.8016523,36.3899154],[115.6768128,36.211974]]},"properties":{"code":"L0","name":"河0","measured_at":null}}', NULL);
INSERT INTO public.lines_of_test_rendered VALUES (2, 'L1', 116.2242135, 36.0149141, 116.3142257, 36.1548891, '{"type":"Feature","id":"L1","geometry":{"type":"LineString","coordinates":[[116.3142257,36.0919159],[116.2242135,36.1548891],[116.2491198,36.0149141]]},"properties":{"code":"L1","name":"河1","measured_at":null}}', NULL);


--
-- Data for Name: meta; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.meta VALUES ('schema_version', '3');


--
-- Data for Name: month_states; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.month_states VALUES ('S2', '2024-01', '断流', '');


--
-- Data for Name: month_sums; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.month_sums VALUES ('sections', 'S1', '2024-05', 'manual', 'both', '\xe45e0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000104001000000010000000400000000000000');


--
-- Data for Name: networks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.networks VALUES (1, '2026-11-27 04:22:36.827+00', '{"reaches":1}', '\x0001', '[]');


--
-- Data for Name: register_entries; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: register_events; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: revisions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.revisions VALUES (1, 'wells_of_test', 1, '2026-11-27 04:22:36+00', 'gis', 'a.gpkg', '00', 'first', 4, 0, 0, 4);
INSERT INTO public.revisions VALUES (2, 'wells_of_test', 2, '2026-11-27 04:22:36+00', 'gis', NULL, NULL, '', 0, 3, 1, 3);
INSERT INTO public.revisions VALUES (3, 'lines_of_test', 1, '2026-11-27 04:22:36+00', 'gis', NULL, NULL, '', 2, 0, 0, 2);
INSERT INTO public.revisions VALUES (4, 'areas_of_test', 1, '2026-11-27 04:22:36+00', 'gis', NULL, NULL, '', 2, 0, 0, 2);


--
-- Data for Name: sample_batches; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sample_batches VALUES (1, '2026-11-27 04:22:36.779+00', 'analyst', 'v.csv', NULL, '', 1, 0);


--
-- Data for Name: sample_mappings; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: samples; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.samples VALUES (1, 'sections', 'S1', NULL, '2024-04-30 17:00:00+00', '2024-05', 'w01018', NULL, '<4', true, 4, 'mg/L', 'manual', NULL, 'final', 1, NULL, NULL, NULL, NULL, NULL, 'ed46e290ea44c884be109bf249f4c3d2');


--
-- Data for Name: samples_history; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sessions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sign_in_failures; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: status_changes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tokens; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: traces; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.traces VALUES (1, '2026-11-27 04:22:36.828+00', 'analyst', 'sections/S1', NULL, NULL, '甲', '{"from":"sections/S1"}', '{"leads":[]}', '{}', 'open', 1);


--
-- Data for Name: tracing_events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tracing_events VALUES (1, 'traces', 1, 1, '2026-11-27 04:22:36.828+00', 'analyst', NULL, 'open', '');
INSERT INTO public.tracing_events VALUES (2, 'impacts', 1, 1, '2026-11-27 04:22:36.833+00', 'analyst', NULL, 'open', '');


--
-- Data for Name: uploads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.uploads VALUES ('vb2nb0DWTwlVHMfLmtOTFg', 'wells_of_test', 'reading', 'gis', '2026-11-27 04:22:36.825+00', '2026-11-27 04:22:36.825+00', 'a.zip', '00', 1, '{}', '[]', '{}', NULL, NULL);


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: wells_of_test; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.wells_of_test VALUES (2, '01010000208A11000040E2B265D41C5D4047C4398F2F364240', 'P1', '新名', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2);
INSERT INTO public.wells_of_test VALUES (3, '01010000208A110000E2D92FE939E95C4037E8A628F2694240', 'P2', '新名', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2);
INSERT INTO public.wells_of_test VALUES (4, '01010000208A110000AE17F9ABB61C5D40BD06D8A260344240', 'P3', '新名', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2);


--
-- Data for Name: wells_of_test_history; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.wells_of_test_history VALUES (1, 1, 2, '01010000208A110000BB5862AFC1005D406A2E3718EA274240', 'P0', '点0', NULL, NULL, '2024-05-01', NULL, NULL, NULL, NULL, '张三', '{"旧编码":7}');
INSERT INTO public.wells_of_test_history VALUES (2, 1, 2, '01010000208A11000040E2B265D41C5D4047C4398F2F364240', 'P1', '点1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.wells_of_test_history VALUES (3, 1, 2, '01010000208A110000E2D92FE939E95C4037E8A628F2694240', 'P2', '点2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.wells_of_test_history VALUES (4, 1, 2, '01010000208A110000AE17F9ABB61C5D40BD06D8A260344240', 'P3', '点3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);


--
-- Data for Name: wells_of_test_rendered; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.wells_of_test_rendered VALUES (2, 'P1', 116.4504637, 36.4233264, 116.4504637, 36.4233264, '{"type":"Feature","id":"P1","geometry":{"type":"Point","coordinates":[116.4504637,36.4233264]},"properties":{"code":"P1","name":"新名","depth_m":null,"floor":null,"seen_on":null,"is_open":null,"aliases":null,"remediation_state":null}}', NULL);
INSERT INTO public.wells_of_test_rendered VALUES (3, 'P2', 115.6441596, 36.8277026, 115.6441596, 36.8277026, '{"type":"Feature","id":"P2","geometry":{"type":"Point","coordinates":[115.6441596,36.8277026]},"properties":{"code":"P2","name":"新名","depth_m":null,"floor":null,"seen_on":null,"is_open":null,"aliases":null,"remediation_state":null}}', NULL);
INSERT INTO public.wells_of_test_rendered VALUES (4, 'P3', 116.4486494, 36.4091991, 116.4486494, 36.4091991, '{"type":"Feature","id":"P3","geometry":{"type":"Point","coordinates":[116.4486494,36.4091991]},"properties":{"code":"P3","name":"新名","depth_m":null,"floor":null,"seen_on":null,"is_open":null,"aliases":null,"remediation_state":null}}', NULL);


--
-- Name: areas_of_test_fid_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.areas_of_test_fid_seq', 1, false);


--
-- Name: impacts_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.impacts_id_seq', 1, true);


--
-- Name: lines_of_test_fid_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.lines_of_test_fid_seq', 1, false);


--
-- Name: register_entries_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.register_entries_id_seq', 1, false);


--
-- Name: register_events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.register_events_id_seq', 1, false);


--
-- Name: revisions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.revisions_id_seq', 4, true);


--
-- Name: sample_batches_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.sample_batches_id_seq', 1, true);


--
-- Name: samples_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.samples_id_seq', 1, true);


--
-- Name: status_changes_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.status_changes_id_seq', 1, false);


--
-- Name: traces_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.traces_id_seq', 1, true);


--
-- Name: tracing_events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.tracing_events_id_seq', 2, true);


--
-- Name: wells_of_test_fid_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.wells_of_test_fid_seq', 1, false);


--
-- Name: areas_of_test areas_of_test_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.areas_of_test
    ADD CONSTRAINT areas_of_test_code_key UNIQUE (code);


--
-- Name: areas_of_test_history areas_of_test_history_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.areas_of_test_history
    ADD CONSTRAINT areas_of_test_history_pkey PRIMARY KEY (fid, since_revision);


--
-- Name: areas_of_test areas_of_test_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.areas_of_test
    ADD CONSTRAINT areas_of_test_pkey PRIMARY KEY (fid);


--
-- Name: areas_of_test_rendered areas_of_test_rendered_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.areas_of_test_rendered
    ADD CONSTRAINT areas_of_test_rendered_key_key UNIQUE (key);


--
-- Name: areas_of_test_rendered areas_of_test_rendered_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.areas_of_test_rendered
    ADD CONSTRAINT areas_of_test_rendered_pkey PRIMARY KEY (fid);


--
-- Name: files files_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (sha256);


--
-- Name: impacts impacts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.impacts
    ADD CONSTRAINT impacts_pkey PRIMARY KEY (id);


--
-- Name: layer_states layer_states_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.layer_states
    ADD CONSTRAINT layer_states_pkey PRIMARY KEY (layer);


--
-- Name: lines_of_test lines_of_test_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lines_of_test
    ADD CONSTRAINT lines_of_test_code_key UNIQUE (code);


--
-- Name: lines_of_test_history lines_of_test_history_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lines_of_test_history
    ADD CONSTRAINT lines_of_test_history_pkey PRIMARY KEY (fid, since_revision);


--
-- Name: lines_of_test lines_of_test_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lines_of_test
    ADD CONSTRAINT lines_of_test_pkey PRIMARY KEY (fid);


--
-- Name: lines_of_test_rendered lines_of_test_rendered_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lines_of_test_rendered
    ADD CONSTRAINT lines_of_test_rendered_key_key UNIQUE (key);


--
-- Name: lines_of_test_rendered lines_of_test_rendered_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lines_of_test_rendered
    ADD CONSTRAINT lines_of_test_rendered_pkey PRIMARY KEY (fid);


--
-- Name: meta meta_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (key);


--
-- Name: month_states month_states_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.month_states
    ADD CONSTRAINT month_states_pkey PRIMARY KEY (site_code, month);


--
-- Name: month_sums month_sums_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.month_sums
    ADD CONSTRAINT month_sums_pkey PRIMARY KEY (site_kind, site_code, month, source, status);


--
-- Name: networks networks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_pkey PRIMARY KEY (id);


--
-- Name: register_entries register_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_entries
    ADD CONSTRAINT register_entries_pkey PRIMARY KEY (id);


--
-- Name: register_entries register_entries_register_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_entries
    ADD CONSTRAINT register_entries_register_key_key UNIQUE (register, key);


--
-- Name: register_events register_events_entry_id_version_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_events
    ADD CONSTRAINT register_events_entry_id_version_key UNIQUE (entry_id, version);


--
-- Name: register_events register_events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_events
    ADD CONSTRAINT register_events_pkey PRIMARY KEY (id);


--
-- Name: revisions revisions_layer_revision_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT revisions_layer_revision_key UNIQUE (layer, revision);


--
-- Name: revisions revisions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT revisions_pkey PRIMARY KEY (id);


--
-- Name: sample_batches sample_batches_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sample_batches
    ADD CONSTRAINT sample_batches_pkey PRIMARY KEY (id);


--
-- Name: sample_mappings sample_mappings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sample_mappings
    ADD CONSTRAINT sample_mappings_pkey PRIMARY KEY (shape);


--
-- Name: samples samples_fingerprint_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.samples
    ADD CONSTRAINT samples_fingerprint_key UNIQUE (fingerprint);


--
-- Name: samples_history samples_history_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.samples_history
    ADD CONSTRAINT samples_history_pkey PRIMARY KEY (id);


--
-- Name: samples samples_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.samples
    ADD CONSTRAINT samples_pkey PRIMARY KEY (id);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (secret_sha256);


--
-- Name: sign_in_failures sign_in_failures_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_failures
    ADD CONSTRAINT sign_in_failures_pkey PRIMARY KEY (subject);


--
-- Name: status_changes status_changes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.status_changes
    ADD CONSTRAINT status_changes_pkey PRIMARY KEY (id);


--
-- Name: tokens tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (secret_sha256);


--
-- Name: traces traces_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.traces
    ADD CONSTRAINT traces_pkey PRIMARY KEY (id);


--
-- Name: tracing_events tracing_events_kind_kept_id_version_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tracing_events
    ADD CONSTRAINT tracing_events_kind_kept_id_version_key UNIQUE (kind, kept_id, version);


--
-- Name: tracing_events tracing_events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tracing_events
    ADD CONSTRAINT tracing_events_pkey PRIMARY KEY (id);


--
-- Name: uploads uploads_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_pkey PRIMARY KEY (id);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (folded);


--
-- Name: wells_of_test wells_of_test_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wells_of_test
    ADD CONSTRAINT wells_of_test_code_key UNIQUE (code);


--
-- Name: wells_of_test_history wells_of_test_history_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wells_of_test_history
    ADD CONSTRAINT wells_of_test_history_pkey PRIMARY KEY (fid, since_revision);


--
-- Name: wells_of_test wells_of_test_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wells_of_test
    ADD CONSTRAINT wells_of_test_pkey PRIMARY KEY (fid);


--
-- Name: wells_of_test_rendered wells_of_test_rendered_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wells_of_test_rendered
    ADD CONSTRAINT wells_of_test_rendered_key_key UNIQUE (key);


--
-- Name: wells_of_test_rendered wells_of_test_rendered_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wells_of_test_rendered
    ADD CONSTRAINT wells_of_test_rendered_pkey PRIMARY KEY (fid);


--
-- Name: areas_of_test_geom; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX areas_of_test_geom ON public.areas_of_test USING gist (geom);


--
-- Name: areas_of_test_without_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX areas_of_test_without_place ON public.areas_of_test_rendered USING btree (fid) WHERE (minx IS NULL);


--
-- Name: impacts_by_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX impacts_by_subject ON public.impacts USING btree (subject);


--
-- Name: ix_register_events_entry_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_register_events_entry_id ON public.register_events USING btree (entry_id);


--
-- Name: ix_sessions_expires_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sessions_expires_at ON public.sessions USING btree (expires_at);


--
-- Name: ix_sessions_folded; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sessions_folded ON public.sessions USING btree (folded);


--
-- Name: ix_sign_in_failures_last_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sign_in_failures_last_at ON public.sign_in_failures USING btree (last_at);


--
-- Name: ix_tokens_folded; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tokens_folded ON public.tokens USING btree (folded);


--
-- Name: lines_of_test_geom; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lines_of_test_geom ON public.lines_of_test USING gist (geom);


--
-- Name: lines_of_test_without_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lines_of_test_without_place ON public.lines_of_test_rendered USING btree (fid) WHERE (minx IS NULL);


--
-- Name: register_entries_by_month; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_entries_by_month ON public.register_entries USING btree (register, month);


--
-- Name: register_entries_by_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_entries_by_subject ON public.register_entries USING btree (register, subject);


--
-- Name: samples_by_batch; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX samples_by_batch ON public.samples USING btree (batch_id);


--
-- Name: samples_by_month; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX samples_by_month ON public.samples USING btree (month);


--
-- Name: samples_by_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX samples_by_site ON public.samples USING btree (site_kind, site_code, sampled_at);


--
-- Name: samples_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX samples_by_time ON public.samples USING btree (sampled_at);


--
-- Name: samples_history_by_site; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX samples_history_by_site ON public.samples_history USING btree (site_kind, site_code, month);


--
-- Name: traces_by_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX traces_by_subject ON public.traces USING btree (subject);


--
-- Name: wells_of_test_geom; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX wells_of_test_geom ON public.wells_of_test USING gist (geom);


--
-- Name: wells_of_test_without_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX wells_of_test_without_place ON public.wells_of_test_rendered USING btree (fid) WHERE (minx IS NULL);


--
-- PostgreSQL database dump complete
--

\unrestrict DIjpUUr6GU3JYLhwFs2ncJUPmvX7RA3iOGxbFjpRvBlc9dReTvHdIMYlvJHEn2d

