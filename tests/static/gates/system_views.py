"""Catalogue views of SQL Server 2017 that scripts of this project may read, with their columns.

A view or column that is missing here is reported as unknown; add it after a look into Microsoft's documentation
that 2017 has it.
"""

_OBJECT = "name object_id principal_id schema_id parent_object_id type type_desc create_date modify_date"
_OBJECT += " is_ms_shipped is_published is_schema_published"
_COLUMN = "object_id name column_id system_type_id user_type_id max_length precision scale collation_name"
_COLUMN += " is_nullable is_ansi_padded is_rowguidcol is_identity is_computed is_filestream is_replicated"
_COLUMN += " is_non_sql_subscribed is_merge_published is_dts_replicated is_xml_document xml_collection_id"
_COLUMN += " default_object_id rule_object_id is_sparse is_column_set generated_always_type"
_COLUMN += " generated_always_type_desc encryption_type encryption_type_desc encryption_algorithm_name"
_COLUMN += " column_encryption_key_id column_encryption_key_database_name is_hidden is_masked"
_TYPE = "name system_type_id user_type_id schema_id principal_id max_length precision scale collation_name"
_TYPE += " is_nullable is_user_defined is_assembly_type default_object_id rule_object_id is_table_type"
_INDEX = "object_id name index_id type type_desc is_unique data_space_id ignore_dup_key is_primary_key"
_INDEX += " is_unique_constraint fill_factor is_padded is_disabled is_hypothetical allow_row_locks"
_INDEX += " allow_page_locks has_filter filter_definition compression_delay suppress_dup_key_messages auto_created"
_MODULE = "object_id definition uses_ansi_nulls uses_quoted_identifier is_schema_bound uses_database_collation"
_MODULE += " is_recompiled null_on_null_input execute_as_principal_id uses_native_compilation"
_CONSTRAINT = " is_disabled is_not_for_replication is_not_trusted"

SYSTEM_VIEWS: dict[str, str] = {
    "sys.objects": _OBJECT,
    "sys.all_objects": _OBJECT,
    "sys.tables": _OBJECT
    + " lob_data_space_id filestream_data_space_id max_column_id_used lock_on_bulk_load uses_ansi_nulls"
    " is_replicated has_replication_filter is_merge_published is_sync_tran_subscribed has_unchecked_assembly_data"
    " text_in_row_limit large_value_types_out_of_row is_tracked_by_cdc lock_escalation lock_escalation_desc"
    " is_filetable is_memory_optimized durability durability_desc temporal_type temporal_type_desc"
    " history_table_id is_remote_data_archive_enabled is_external is_node is_edge",
    "sys.views": _OBJECT
    + " is_replicated has_replication_filter has_opaque_metadata has_unchecked_assembly_data with_check_option"
    " is_date_correlation_view is_tracked_by_cdc",
    "sys.procedures": _OBJECT
    + " is_auto_executed is_execution_replicated is_repl_serializable_only skips_repl_constraints",
    "sys.synonyms": _OBJECT + " base_object_name",
    "sys.sequences": _OBJECT
    + " start_value increment minimum_value maximum_value is_cycling is_cached cache_size system_type_id"
    " user_type_id precision scale current_value is_exhausted last_used_value",
    "sys.triggers": "name object_id parent_class parent_class_desc parent_id type type_desc create_date modify_date"
    " is_ms_shipped is_disabled is_not_for_replication is_instead_of_trigger",
    "sys.columns": _COLUMN + " graph_type graph_type_desc",
    "sys.all_columns": _COLUMN + " graph_type graph_type_desc",
    "sys.computed_columns": _COLUMN + " definition uses_database_collation is_persisted",
    "sys.identity_columns": _COLUMN + " seed_value increment_value last_value is_not_for_replication",
    "sys.types": _TYPE,
    "sys.table_types": _TYPE + " type_table_object_id is_memory_optimized",
    "sys.schemas": "name schema_id principal_id",
    "sys.indexes": _INDEX,
    "sys.index_columns": "object_id index_id index_column_id column_id key_ordinal partition_ordinal"
    " is_descending_key is_included_column column_store_order_ordinal",
    "sys.parameters": "object_id name parameter_id system_type_id user_type_id max_length precision scale is_output"
    " is_cursor_ref has_default_value is_xml_document default_value xml_collection_id is_readonly is_nullable"
    " encryption_type encryption_type_desc encryption_algorithm_name column_encryption_key_id"
    " column_encryption_key_database_name",
    "sys.sql_modules": _MODULE,
    "sys.all_sql_modules": _MODULE,
    "sys.sql_expression_dependencies": "referencing_id referencing_minor_id referencing_class referencing_class_desc"
    " is_schema_bound_reference referenced_class referenced_class_desc referenced_server_name"
    " referenced_database_name referenced_schema_name referenced_entity_name referenced_id referenced_minor_id"
    " is_caller_dependent is_ambiguous",
    "sys.foreign_keys": _OBJECT
    + " referenced_object_id key_index_id"
    + _CONSTRAINT
    + " delete_referential_action delete_referential_action_desc update_referential_action"
    " update_referential_action_desc is_system_named",
    "sys.foreign_key_columns": "constraint_object_id constraint_column_id parent_object_id parent_column_id"
    " referenced_object_id referenced_column_id",
    "sys.check_constraints": _OBJECT
    + _CONSTRAINT
    + " parent_column_id definition uses_database_collation is_system_named",
    "sys.default_constraints": _OBJECT + " parent_column_id definition is_system_named",
    "sys.key_constraints": _OBJECT + " unique_index_id is_system_named is_enforced",
    "sys.extended_properties": "class class_desc major_id minor_id name value",
    "sys.database_principals": "name principal_id type type_desc default_schema_name create_date modify_date"
    " owning_principal_id sid is_fixed_role authentication_type authentication_type_desc default_language_name"
    " default_language_lcid allow_encrypted_value_modifications",
    "sys.database_role_members": "role_principal_id member_principal_id",
    "sys.database_permissions": "class class_desc major_id minor_id grantee_principal_id grantor_principal_id type"
    " permission_name state state_desc",
    "sys.partitions": "partition_id object_id index_id partition_number hobt_id rows filestream_filegroup_id"
    " data_compression data_compression_desc",
    "sys.partition_functions": "name function_id type type_desc fanout boundary_value_on_right is_system"
    " create_date modify_date",
    "sys.partition_range_values": "function_id boundary_id parameter_id value",
    "sys.partition_schemes": "name data_space_id type type_desc is_default is_system function_id",
    "sys.partition_parameters": "function_id parameter_id system_type_id max_length precision scale"
    " collation_name user_type_id",
    "sys.data_spaces": "name data_space_id type type_desc is_default is_system",
    "sys.destination_data_spaces": "partition_scheme_id destination_id data_space_id",
    "sys.filegroups": "name data_space_id type type_desc is_default is_system filegroup_guid log_filegroup_id"
    " is_read_only is_autogrow_all_files",
    "sys.allocation_units": "allocation_unit_id type type_desc container_id data_space_id total_pages used_pages"
    " data_pages",
    "sys.stats": "object_id name stats_id auto_created user_created no_recompute has_filter filter_definition"
    " is_temporary is_incremental",
    "sys.databases": "name database_id source_database_id owner_sid create_date compatibility_level collation_name"
    " user_access user_access_desc is_read_only is_auto_close_on is_auto_shrink_on state state_desc is_in_standby"
    " is_cleanly_shutdown is_supplemental_logging_enabled snapshot_isolation_state"
    " snapshot_isolation_state_desc is_read_committed_snapshot_on recovery_model recovery_model_desc"
    " page_verify_option page_verify_option_desc is_query_store_on is_trustworthy_on is_broker_enabled"
    " log_reuse_wait log_reuse_wait_desc is_cdc_enabled is_encrypted containment containment_desc"
    " delayed_durability delayed_durability_desc",
    "sys.database_files": "file_id file_guid type type_desc data_space_id name physical_name state state_desc size"
    " max_size growth is_media_read_only is_read_only is_sparse is_percent_growth is_name_reserved",
    "sys.dm_db_partition_stats": "partition_id object_id index_id partition_number in_row_data_page_count"
    " in_row_used_page_count in_row_reserved_page_count lob_used_page_count lob_reserved_page_count"
    " row_overflow_used_page_count row_overflow_reserved_page_count used_page_count reserved_page_count row_count",
    "sys.dm_exec_sessions": "session_id login_time host_name program_name host_process_id client_version"
    " client_interface_name security_id login_name nt_domain nt_user_name status context_info cpu_time memory_usage"
    " total_scheduled_time total_elapsed_time endpoint_id last_request_start_time last_request_end_time reads writes"
    " logical_reads is_user_process transaction_isolation_level lock_timeout deadlock_priority row_count"
    " original_security_id original_login_name database_id open_transaction_count",
    "sys.dm_exec_requests": "session_id request_id start_time status command sql_handle statement_start_offset"
    " statement_end_offset plan_handle database_id user_id blocking_session_id wait_type wait_time last_wait_type"
    " wait_resource open_transaction_count transaction_id percent_complete cpu_time total_elapsed_time reads writes"
    " logical_reads row_count transaction_isolation_level lock_timeout",
    "sys.dm_tran_locks": "resource_type resource_subtype resource_database_id resource_description"
    " resource_associated_entity_id resource_lock_partition request_mode request_type request_status"
    " request_reference_count request_session_id request_owner_type",
    "sys.configurations": "configuration_id name value minimum maximum value_in_use description is_dynamic is_advanced",
    "INFORMATION_SCHEMA.TABLES": "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_TYPE",
    "INFORMATION_SCHEMA.COLUMNS": "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME ORDINAL_POSITION"
    " COLUMN_DEFAULT IS_NULLABLE DATA_TYPE CHARACTER_MAXIMUM_LENGTH CHARACTER_OCTET_LENGTH NUMERIC_PRECISION"
    " NUMERIC_PRECISION_RADIX NUMERIC_SCALE DATETIME_PRECISION CHARACTER_SET_NAME COLLATION_NAME",
}
