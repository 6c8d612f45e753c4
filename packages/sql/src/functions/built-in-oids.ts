// Generated from PostgreSQL 18.4 by scripts/generate-builtins.ts. Do not edit.

/** The functions of pg_catalog by OID, which no version gives to another function. */
export const BUILT_IN_OIDS: ReadonlyMap<number, string> = new Map(
  `
  RI_FKey_cascade_del 1646 RI_FKey_cascade_upd 1647 RI_FKey_check_ins 1644 RI_FKey_check_upd 1645
  RI_FKey_noaction_del 1654 RI_FKey_noaction_upd 1655 RI_FKey_restrict_del 1648 RI_FKey_restrict_upd 1649
  RI_FKey_setdefault_del 1652 RI_FKey_setdefault_upd 1653 RI_FKey_setnull_del 1650 RI_FKey_setnull_upd 1651
  abbrev 598 599 abs 1394 1395 1396 1397 1398 1705 aclcontains 1037 acldefault 3943 aclexplode 1689
  aclinsert 1035 aclitemeq 1062 aclitemin 1031 aclitemout 1032 aclremove 1036 acos 1601 acosd 2732 acosh
  2466 age 1181 1199 1386 2058 2059 amvalidate 338 any_in 2294 any_out 2295 any_value 6291 any_value_transfn
  6292 anyarray_in 2296 anyarray_out 2297 anyarray_recv 2502 anyarray_send 2503 anycompatible_in 5086
  anycompatible_out 5087 anycompatiblearray_in 5088 anycompatiblearray_out 5089 anycompatiblearray_recv 5090
  anycompatiblearray_send 5091 anycompatiblemultirange_in 4226 anycompatiblemultirange_out 4227
  anycompatiblenonarray_in 5092 anycompatiblenonarray_out 5093 anycompatiblerange_in 5094
  anycompatiblerange_out 5095 anyelement_in 2312 anyelement_out 2313 anyenum_in 3504 anyenum_out 3505
  anymultirange_in 4229 anymultirange_out 4230 anynonarray_in 2777 anynonarray_out 2778 anyrange_in 3832
  anyrange_out 3833 anytextcat 2004 area 975 979 1468 areajoinsel 140 areasel 139 array_agg 2335 4053
  array_agg_array_combine 6296 array_agg_array_deserialize 6298 array_agg_array_finalfn 4052
  array_agg_array_serialize 6297 array_agg_array_transfn 4051 array_agg_combine 6293 array_agg_deserialize
  6295 array_agg_finalfn 2334 array_agg_serialize 6294 array_agg_transfn 2333 array_append 378
  array_append_support 6378 array_cat 383 array_dims 747 array_eq 744 array_fill 1193 1286 array_ge 396
  array_gt 392 array_in 750 array_larger 515 array_le 393 array_length 2176 array_lower 2091 array_lt 391
  array_ndims 748 array_ne 390 array_out 751 array_position 3277 3278 array_positions 3279 array_prepend 379
  array_prepend_support 6379 array_recv 2400 array_remove 3167 array_replace 3168 array_reverse 6381
  array_sample 6216 array_send 2401 array_shuffle 6215 array_smaller 516 array_sort 6388 6389 6390
  array_subscript_handler 6179 array_subscript_handler_support 6380 array_to_json 3153 3154 array_to_string
  384 395 array_to_tsvector 3327 array_typanalyze 3816 array_unnest_support 3996 array_upper 2092
  arraycontained 2749 arraycontains 2748 arraycontjoinsel 3818 arraycontsel 3817 arrayoverlap 2747 ascii
  1620 asin 1600 asind 2731 asinh 2465 atan 1602 atan2 1603 atan2d 2734 atand 2733 atanh 2467 avg 2100 2101
  2102 2103 2104 2105 2106 bernoulli 3313 big5_to_euc_tw 4333 big5_to_mic 4335 big5_to_utf8 4352
  binary_upgrade_add_sub_rel_state 6319 binary_upgrade_create_empty_extension 3591
  binary_upgrade_logical_slot_has_caught_up 6312 binary_upgrade_replorigin_advance 6320
  binary_upgrade_set_missing_value 4101 binary_upgrade_set_next_array_pg_type_oid 3584
  binary_upgrade_set_next_heap_pg_class_oid 3586 binary_upgrade_set_next_heap_relfilenode 4545
  binary_upgrade_set_next_index_pg_class_oid 3587 binary_upgrade_set_next_index_relfilenode 4546
  binary_upgrade_set_next_multirange_array_pg_type_oid 4391 binary_upgrade_set_next_multirange_pg_type_oid
  4390 binary_upgrade_set_next_pg_authid_oid 3590 binary_upgrade_set_next_pg_enum_oid 3589
  binary_upgrade_set_next_pg_tablespace_oid 4548 binary_upgrade_set_next_pg_type_oid 3582
  binary_upgrade_set_next_toast_pg_class_oid 3588 binary_upgrade_set_next_toast_relfilenode 4547
  binary_upgrade_set_record_init_privs 4083 bit 1683 1685 2075 bit_and 2236 2238 2240 2242 bit_count 6162
  6163 bit_in 1564 bit_length 1810 1811 1812 bit_or 2237 2239 2241 2243 bit_out 1565 bit_recv 2456 bit_send
  2457 bit_xor 6164 6165 6166 6167 bitand 1673 bitcat 1679 bitcmp 1596 biteq 1581 bitge 1592 bitgt 1593
  bitle 1594 bitlt 1595 bitne 1582 bitnot 1676 bitor 1674 bitshiftleft 1677 bitshiftright 1678 bittypmodin
  2919 bittypmodout 2920 bitxor 1675 bool 2557 3556 bool_accum 3496 bool_accum_inv 3497 bool_alltrue 3498
  bool_and 2517 bool_anytrue 3499 bool_or 2518 booland_statefunc 2515 booleq 60 boolge 1692 boolgt 57 boolin
  1242 boolle 1691 boollt 56 boolne 84 boolor_statefunc 2516 boolout 1243 boolrecv 2436 boolsend 2437
  bound_box 4067 box 1421 1446 1480 4091 box_above 2565 box_above_eq 115 box_add 1422 box_below 2562
  box_below_eq 116 box_center 138 box_contain 187 box_contain_pt 193 box_contained 192 box_distance 978
  box_div 1425 box_eq 128 box_ge 126 box_gt 127 box_in 123 box_intersect 980 box_le 130 box_left 188 box_lt
  129 box_mul 1424 box_out 124 box_overabove 2564 box_overbelow 2563 box_overlap 125 box_overleft 189
  box_overright 190 box_recv 2484 box_right 191 box_same 186 box_send 2485 box_sub 1423 bpchar 408 668 860
  bpchar_larger 1063 bpchar_pattern_ge 2177 bpchar_pattern_gt 2178 bpchar_pattern_le 2175 bpchar_pattern_lt
  2174 bpchar_smaller 1064 bpchar_sortsupport 3328 bpcharcmp 1078 bpchareq 1048 bpcharge 1052 bpchargt 1051
  bpchariclike 1660 bpcharicnlike 1661 bpcharicregexeq 1656 bpcharicregexne 1657 bpcharin 1044 bpcharle 1050
  bpcharlike 1631 bpcharlt 1049 bpcharne 1053 bpcharnlike 1632 bpcharout 1045 bpcharrecv 2430 bpcharregexeq
  1658 bpcharregexne 1659 bpcharsend 2431 bpchartypmodin 2913 bpchartypmodout 2914 brin_bloom_add_value 4592
  brin_bloom_consistent 4593 brin_bloom_opcinfo 4591 brin_bloom_options 4595 brin_bloom_summary_in 4596
  brin_bloom_summary_out 4597 brin_bloom_summary_recv 4598 brin_bloom_summary_send 4599 brin_bloom_union
  4594 brin_desummarize_range 4014 brin_inclusion_add_value 4106 brin_inclusion_consistent 4107
  brin_inclusion_opcinfo 4105 brin_inclusion_union 4108 brin_minmax_add_value 3384 brin_minmax_consistent
  3385 brin_minmax_multi_add_value 4617 brin_minmax_multi_consistent 4618 brin_minmax_multi_distance_date
  4629 brin_minmax_multi_distance_float4 4624 brin_minmax_multi_distance_float8 4625
  brin_minmax_multi_distance_inet 4636 brin_minmax_multi_distance_int2 4621 brin_minmax_multi_distance_int4
  4622 brin_minmax_multi_distance_int8 4623 brin_minmax_multi_distance_interval 4631
  brin_minmax_multi_distance_macaddr 4634 brin_minmax_multi_distance_macaddr8 4635
  brin_minmax_multi_distance_numeric 4626 brin_minmax_multi_distance_pg_lsn 4633
  brin_minmax_multi_distance_tid 4627 brin_minmax_multi_distance_time 4630
  brin_minmax_multi_distance_timestamp 4637 brin_minmax_multi_distance_timetz 4632
  brin_minmax_multi_distance_uuid 4628 brin_minmax_multi_opcinfo 4616 brin_minmax_multi_options 4620
  brin_minmax_multi_summary_in 4638 brin_minmax_multi_summary_out 4639 brin_minmax_multi_summary_recv 4640
  brin_minmax_multi_summary_send 4641 brin_minmax_multi_union 4619 brin_minmax_opcinfo 3383
  brin_minmax_union 3386 brin_summarize_new_values 3952 brin_summarize_range 3999 brinhandler 335 broadcast
  698 btarraycmp 382 btboolcmp 1693 btboolskipsupport 6408 btbpchar_pattern_cmp 2180
  btbpchar_pattern_sortsupport 3333 btcharcmp 358 btcharskipsupport 6406 btequalimage 5051 btfloat48cmp 2194
  btfloat4cmp 354 btfloat4sortsupport 3132 btfloat84cmp 2195 btfloat8cmp 355 btfloat8sortsupport 3133
  bthandler 330 btint24cmp 2190 btint28cmp 2192 btint2cmp 350 btint2skipsupport 6402 btint2sortsupport 3129
  btint42cmp 2191 btint48cmp 2188 btint4cmp 351 btint4skipsupport 6403 btint4sortsupport 3130 btint82cmp
  2193 btint84cmp 2189 btint8cmp 842 btint8skipsupport 6404 btint8sortsupport 3131 btnamecmp 359
  btnamesortsupport 3135 btnametextcmp 246 btoidcmp 356 btoidskipsupport 6405 btoidsortsupport 3134
  btoidvectorcmp 404 btrecordcmp 2987 btrecordimagecmp 3187 btrim 884 885 2015 bttext_pattern_cmp 2166
  bttext_pattern_sortsupport 3332 bttextcmp 360 bttextnamecmp 253 bttextsortsupport 3255 bttidcmp 2794
  btvarstrequalimage 5050 bytea 6367 6368 6369 bytea_larger 6393 bytea_smaller 6394 bytea_sortsupport 3331
  bytea_string_agg_finalfn 3544 bytea_string_agg_transfn 3543 byteacat 2011 byteacmp 1954 byteaeq 1948
  byteage 1952 byteagt 1951 byteain 1244 byteale 1950 bytealike 2005 bytealt 1949 byteane 1953 byteanlike
  2006 byteaout 31 bytearecv 2412 byteasend 2413 cardinality 3179 casefold 6412 cash_cmp 377 cash_div_cash
  3822 cash_div_flt4 847 cash_div_flt8 897 cash_div_int2 867 cash_div_int4 865 cash_div_int8 3345 cash_eq
  888 cash_ge 893 cash_gt 892 cash_in 886 cash_le 891 cash_lt 890 cash_mi 895 cash_mul_flt4 846
  cash_mul_flt8 896 cash_mul_int2 866 cash_mul_int4 864 cash_mul_int8 3344 cash_ne 889 cash_out 887 cash_pl
  894 cash_recv 2492 cash_send 2493 cash_words 935 cashlarger 898 cashsmaller 899 cbrt 1345 ceil 1711 2308
  ceiling 2167 2320 center 1542 1543 char 78 944 char_length 1372 1381 character_length 1367 1369 chareq 61
  charge 74 chargt 73 charin 1245 charle 72 charlt 1246 charne 70 charout 33 charrecv 2434 charsend 2435 chr
  1621 cideq 69 cidin 52 cidout 53 cidr 1715 cidr_in 1267 cidr_out 1427 cidr_recv 2498 cidr_send 2499
  cidrecv 2442 cidsend 2443 circle 1473 1474 1479 circle_above 1461 circle_add_pt 1146 circle_below 1460
  circle_center 1472 circle_contain 1453 circle_contain_pt 1477 circle_contained 1458 circle_distance 1471
  circle_div_pt 1149 circle_eq 1462 circle_ge 1467 circle_gt 1465 circle_in 1450 circle_le 1466 circle_left
  1454 circle_lt 1464 circle_mul_pt 1148 circle_ne 1463 circle_out 1451 circle_overabove 2588
  circle_overbelow 2587 circle_overlap 1459 circle_overleft 1455 circle_overright 1456 circle_recv 2490
  circle_right 1457 circle_same 1452 circle_send 2491 circle_sub_pt 1147 clock_timestamp 2649 close_ls 1488
  close_lseg 1489 close_pb 367 close_pl 961 close_ps 366 close_sb 368 col_description 1216 concat 3058
  concat_ws 3059 contjoinsel 1303 contsel 1302 convert 1813 convert_from 1714 convert_to 1717 corr 2829 cos
  1605 cosd 2736 cosh 2463 cot 1607 cotd 2738 count 2147 2803 covar_pop 2827 covar_samp 2828 crc32 6364
  crc32c 6365 cstring_in 2292 cstring_out 2293 cstring_recv 2500 cstring_send 2501 cume_dist 3104 3990
  cume_dist_final 3991 current_database 861 current_query 817 current_schema 1402 current_schemas 1403
  current_setting 2077 3294 current_user 745 currtid2 1294 currval 1575 cursor_to_xml 2925
  cursor_to_xmlschema 2928 database_to_xml 2936 database_to_xml_and_xmlschema 2938 database_to_xmlschema
  2937 date 1178 2029 date_add 6221 6222 date_bin 6177 6178 date_cmp 1092 date_cmp_timestamp 2344
  date_cmp_timestamptz 2357 date_eq 1086 date_eq_timestamp 2340 date_eq_timestamptz 2353 date_ge 1090
  date_ge_timestamp 2342 date_ge_timestamptz 2355 date_gt 1089 date_gt_timestamp 2341 date_gt_timestamptz
  2354 date_in 1084 date_larger 1138 date_le 1088 date_le_timestamp 2339 date_le_timestamptz 2352 date_lt
  1087 date_lt_timestamp 2338 date_lt_timestamptz 2351 date_mi 1140 date_mi_interval 2072 date_mii 1142
  date_ne 1091 date_ne_timestamp 2343 date_ne_timestamptz 2356 date_out 1085 date_part 1171 1172 1273 1384
  1385 2021 date_pl_interval 2071 date_pli 1141 date_recv 2468 date_send 2469 date_skipsupport 6407
  date_smaller 1139 date_sortsupport 3136 date_subtract 6223 6273 date_trunc 1217 1218 1284 2020
  datemultirange 4292 4293 4294 daterange 3941 3942 daterange_canonical 3915 daterange_subdiff 3925
  datetime_pl 1272 datetimetz_pl 1297 dcbrt 231 decode 1947 degrees 1608 dense_rank 3102 3992
  dense_rank_final 3993 dexp 233 diagonal 981 diameter 1469 dispell_init 3731 dispell_lexize 3732 dist_bp
  357 dist_bs 381 dist_cpoint 3290 dist_cpoly 728 dist_lp 702 dist_ls 704 dist_pathp 421 dist_pb 364 dist_pc
  1476 dist_pl 725 dist_polyc 785 dist_polyp 3292 dist_ppath 371 dist_ppoly 3275 dist_ps 363 dist_sb 365
  dist_sl 727 dist_sp 380 div 1973 dlog1 234 dlog10 1339 domain_in 2597 domain_recv 2598 dpow 232 dround 228
  dsimple_init 3725 dsimple_lexize 3726 dsqrt 230 dsynonym_init 3728 dsynonym_lexize 3729 dtrunc 229
  elem_contained_by_multirange 4252 elem_contained_by_range 3860 elem_contained_by_range_support 6346 encode
  1946 enum_cmp 3514 enum_eq 3508 enum_first 3528 enum_ge 3513 enum_gt 3511 enum_in 3506 enum_larger 3525
  enum_last 3529 enum_le 3512 enum_lt 3510 enum_ne 3509 enum_out 3507 enum_range 3530 3531 enum_recv 3532
  enum_send 3533 enum_smaller 3524 eqjoinsel 105 eqsel 101 erf 6219 erfc 6220 euc_cn_to_mic 4322
  euc_cn_to_utf8 4360 euc_jis_2004_to_shift_jis_2004 4386 euc_jis_2004_to_utf8 4382 euc_jp_to_mic 4326
  euc_jp_to_sjis 4324 euc_jp_to_utf8 4362 euc_kr_to_mic 4330 euc_kr_to_utf8 4364 euc_tw_to_big5 4332
  euc_tw_to_mic 4334 euc_tw_to_utf8 4366 event_trigger_in 3594 event_trigger_out 3595 every 2519 exp 1347
  1732 extract 6199 6200 6201 6202 6203 6204 factorial 1376 family 711 fdw_handler_in 3116 fdw_handler_out
  3117 first_value 3112 float4 236 312 318 652 1745 3453 float48div 280 float48eq 299 float48ge 304
  float48gt 303 float48le 302 float48lt 301 float48mi 282 float48mul 279 float48ne 300 float48pl 281
  float4_accum 208 float4abs 207 float4div 203 float4eq 287 float4ge 292 float4gt 291 float4in 200
  float4larger 209 float4le 290 float4lt 289 float4mi 205 float4mul 202 float4ne 288 float4out 201 float4pl
  204 float4recv 2424 float4send 2425 float4smaller 211 float4um 206 float4up 1913 float8 235 311 316 482
  1746 2580 float84div 284 float84eq 305 float84ge 310 float84gt 309 float84le 308 float84lt 307 float84mi
  286 float84mul 283 float84ne 306 float84pl 285 float8_accum 222 float8_avg 1830 float8_combine 276
  float8_corr 2817 float8_covar_pop 2815 float8_covar_samp 2816 float8_regr_accum 2806 float8_regr_avgx 2810
  float8_regr_avgy 2811 float8_regr_combine 3342 float8_regr_intercept 2814 float8_regr_r2 2812
  float8_regr_slope 2813 float8_regr_sxx 2807 float8_regr_sxy 2809 float8_regr_syy 2808 float8_stddev_pop
  2513 float8_stddev_samp 1832 float8_var_pop 2512 float8_var_samp 1831 float8abs 221 float8div 217 float8eq
  293 float8ge 298 float8gt 297 float8in 214 float8larger 223 float8le 296 float8lt 295 float8mi 219
  float8mul 216 float8ne 294 float8out 215 float8pl 218 float8recv 2426 float8send 2427 float8smaller 224
  float8um 220 float8up 1914 floor 1712 2309 flt4_mul_cash 848 flt8_mul_cash 919 fmgr_c_validator 2247
  fmgr_internal_validator 2246 fmgr_sql_validator 2248 format 3539 3540 format_type 1081 gamma 6383
  gb18030_to_utf8 4368 gbk_to_utf8 4370 gcd 5044 5045 5048 gen_random_uuid 3432 generate_series 938 939 1066
  1067 1068 1069 3259 3260 6274 generate_series_int4_support 3994 generate_series_int8_support 3995
  generate_series_numeric_support 6357 generate_series_timestamp_support 6354 generate_subscripts 1191 1192
  get_bit 723 3032 get_byte 721 get_current_ts_config 3759 getdatabaseencoding 1039 getpgusername 710
  gin_clean_pending_list 3789 gin_cmp_prefix 2700 gin_cmp_tslexeme 3724 gin_compare_jsonb 3480
  gin_consistent_jsonb 3484 gin_consistent_jsonb_path 3487 gin_extract_jsonb 3482 gin_extract_jsonb_path
  3485 gin_extract_jsonb_query 3483 gin_extract_jsonb_query_path 3486 gin_extract_tsquery 3087 3657 3791
  gin_extract_tsvector 3077 3656 gin_triconsistent_jsonb 3488 gin_triconsistent_jsonb_path 3489
  gin_tsquery_consistent 3088 3658 3792 gin_tsquery_triconsistent 3921 ginarrayconsistent 2744
  ginarrayextract 2743 3076 ginarraytriconsistent 3920 ginhandler 333 ginqueryarrayextract 2774
  gist_box_consistent 2578 gist_box_distance 3998 gist_box_penalty 2581 gist_box_picksplit 2582
  gist_box_same 2584 gist_box_union 2583 gist_circle_compress 2592 gist_circle_consistent 2591
  gist_circle_distance 3280 gist_point_compress 1030 gist_point_consistent 2179 gist_point_distance 3064
  gist_point_fetch 3282 gist_point_sortsupport 3435 gist_poly_compress 2586 gist_poly_consistent 2585
  gist_poly_distance 3288 gist_translate_cmptype_common 6347 gisthandler 332 gtsquery_compress 3695
  gtsquery_consistent 3701 3793 gtsquery_penalty 3700 gtsquery_picksplit 3697 gtsquery_same 3699
  gtsquery_union 3698 gtsvector_compress 3648 gtsvector_consistent 3654 3790 gtsvector_decompress 3649
  gtsvector_options 3434 gtsvector_penalty 3653 gtsvector_picksplit 3650 gtsvector_same 3652 gtsvector_union
  3651 gtsvectorin 3646 gtsvectorout 3647 has_any_column_privilege 3024 3025 3026 3027 3028 3029
  has_column_privilege 3012 3013 3014 3015 3016 3017 3018 3019 3020 3021 3022 3023 has_database_privilege
  2250 2251 2252 2253 2254 2255 has_foreign_data_wrapper_privilege 3000 3001 3002 3003 3004 3005
  has_function_privilege 2256 2257 2258 2259 2260 2261 has_language_privilege 2262 2263 2264 2265 2266 2267
  has_largeobject_privilege 6348 6349 6350 has_parameter_privilege 6205 6206 6207 has_schema_privilege 2268
  2269 2270 2271 2272 2273 has_sequence_privilege 2181 2182 2183 2184 2185 2186 has_server_privilege 3006
  3007 3008 3009 3010 3011 has_table_privilege 1922 1923 1924 1925 1926 1927 has_tablespace_privilege 2390
  2391 2392 2393 2394 2395 has_type_privilege 3138 3139 3140 3141 3142 3143 hash_aclitem 329
  hash_aclitem_extended 777 hash_array 626 hash_array_extended 782 hash_multirange 4278
  hash_multirange_extended 4279 hash_numeric 432 hash_numeric_extended 780 hash_range 3902
  hash_range_extended 3417 hash_record 6192 hash_record_extended 6193 hashbool 6417 hashboolextended 6418
  hashbpchar 1080 hashbpcharextended 972 hashbytea 6413 hashbyteaextended 6414 hashchar 454 hashcharextended
  446 hashcid 6423 hashcidextended 6424 hashdate 6415 hashdateextended 6416 hashenum 3515 hashenumextended
  3414 hashfloat4 451 hashfloat4extended 443 hashfloat8 452 hashfloat8extended 444 hashhandler 331 hashinet
  422 hashinetextended 779 hashint2 449 hashint2extended 441 hashint4 450 hashint4extended 425 hashint8 949
  hashint8extended 442 hashmacaddr 399 hashmacaddr8 328 hashmacaddr8extended 781 hashmacaddrextended 778
  hashname 455 hashnameextended 447 hashoid 453 hashoidextended 445 hashoidvector 457 hashoidvectorextended
  776 hashtext 400 hashtextextended 448 hashtid 2233 hashtidextended 2234 hashvarlena 456
  hashvarlenaextended 772 hashxid 6419 hashxid8 6421 hashxid8extended 6422 hashxidextended 6420
  heap_tableam_handler 3 height 977 host 699 hostmask 1362 iclikejoinsel 1816 iclikesel 1814 icnlikejoinsel
  1817 icnlikesel 1815 icregexeqjoinsel 1826 icregexeqsel 1820 icregexnejoinsel 1829 icregexnesel 1823
  icu_unicode_version 6099 in_range 4126 4127 4128 4129 4130 4131 4132 4133 4134 4135 4136 4137 4138 4139
  4140 4141 index_am_handler_in 326 index_am_handler_out 327 inet_client_addr 2196 inet_client_port 2197
  inet_gist_compress 3555 inet_gist_consistent 3553 inet_gist_fetch 3573 inet_gist_penalty 3557
  inet_gist_picksplit 3558 inet_gist_same 3559 inet_gist_union 3554 inet_in 910 inet_merge 4063 inet_out 911
  inet_recv 2496 inet_same_family 4071 inet_send 2497 inet_server_addr 2198 inet_server_port 2199
  inet_spg_choose 3796 inet_spg_config 3795 inet_spg_inner_consistent 3798 inet_spg_leaf_consistent 3799
  inet_spg_picksplit 3797 inetand 2628 inetmi 2633 inetmi_int8 2632 inetnot 2627 inetor 2629 inetpl 2630
  initcap 872 int2 237 238 314 714 1783 3450 6370 int24div 172 int24eq 158 int24ge 168 int24gt 162 int24le
  166 int24lt 160 int24mi 182 int24mul 170 int24ne 164 int24pl 178 int28div 948 int28eq 1850 int28ge 1855
  int28gt 1853 int28le 1854 int28lt 1852 int28mi 942 int28mul 943 int28ne 1851 int28pl 841 int2_accum 1834
  int2_accum_inv 3567 int2_avg_accum 1962 int2_avg_accum_inv 3570 int2_mul_cash 863 int2_sum 1840 int2abs
  1253 int2and 1892 int2div 153 int2eq 63 int2ge 151 int2gt 146 int2in 38 int2int4_sum 3572 int2larger 770
  int2le 148 int2lt 64 int2mi 180 int2mod 155 int2mul 152 int2ne 145 int2not 1895 int2or 1893 int2out 39
  int2pl 176 int2recv 2404 int2send 2405 int2shl 1896 int2shr 1897 int2smaller 771 int2um 213 int2up 1911
  int2vectorin 40 int2vectorout 41 int2vectorrecv 2410 int2vectorsend 2411 int2xor 1894 int4 77 313 317 319
  480 1684 1744 2558 3451 6371 int42div 173 int42eq 159 int42ge 169 int42gt 163 int42le 167 int42lt 161
  int42mi 183 int42mul 171 int42ne 165 int42pl 179 int48div 1281 int48eq 852 int48ge 857 int48gt 855 int48le
  856 int48lt 854 int48mi 1279 int48mul 1280 int48ne 853 int48pl 1278 int4_accum 1835 int4_accum_inv 3568
  int4_avg_accum 1963 int4_avg_accum_inv 3571 int4_avg_combine 3324 int4_mul_cash 862 int4_sum 1841 int4abs
  1251 int4and 1898 int4div 154 int4eq 65 int4ge 150 int4gt 147 int4in 42 int4inc 766 int4larger 768 int4le
  149 int4lt 66 int4mi 181 int4mod 156 int4mul 141 int4multirange 4280 4281 4282 int4ne 144 int4not 1901
  int4or 1899 int4out 43 int4pl 177 int4range 3840 3841 int4range_canonical 3914 int4range_subdiff 3922
  int4recv 2406 int4send 2407 int4shl 1902 int4shr 1903 int4smaller 769 int4um 212 int4up 1912 int4xor 1900
  int8 481 483 653 754 1288 1779 2076 3452 6372 int82div 840 int82eq 1856 int82ge 1861 int82gt 1859 int82le
  1860 int82lt 1858 int82mi 838 int82mul 839 int82ne 1857 int82pl 837 int84div 1277 int84eq 474 int84ge 479
  int84gt 477 int84le 478 int84lt 476 int84mi 1275 int84mul 1276 int84ne 475 int84pl 1274 int8_accum 1836
  int8_accum_inv 3569 int8_avg 1964 int8_avg_accum 2746 int8_avg_accum_inv 3387 int8_avg_combine 2785
  int8_avg_deserialize 2787 int8_avg_serialize 2786 int8_mul_cash 3399 int8_sum 1842 int8abs 1230 int8and
  1904 int8dec 3546 int8dec_any 3547 int8div 466 int8eq 467 int8ge 472 int8gt 470 int8in 460 int8inc 1219
  int8inc_any 2804 int8inc_float8_float8 2805 int8inc_support 6236 int8larger 1236 int8le 471 int8lt 469
  int8mi 464 int8mod 945 int8mul 465 int8multirange 4295 4296 4297 int8ne 468 int8not 1907 int8or 1905
  int8out 461 int8pl 463 int8pl_inet 2631 int8range 3945 3946 int8range_canonical 3928 int8range_subdiff
  3923 int8recv 2408 int8send 2409 int8shl 1908 int8shr 1909 int8smaller 1237 int8um 462 int8up 1910 int8xor
  1906 integer_pl_date 2550 inter_lb 278 inter_sb 373 inter_sl 277 internal_in 2304 internal_out 2305
  interval 1200 1370 interval_avg 1844 interval_avg_accum 1843 interval_avg_accum_inv 3549
  interval_avg_combine 3325 interval_avg_deserialize 6325 interval_avg_serialize 6324 interval_cmp 1315
  interval_div 1326 interval_eq 1162 interval_ge 1166 interval_gt 1167 interval_hash 1697
  interval_hash_extended 3418 interval_in 1160 interval_larger 1198 interval_le 1165 interval_lt 1164
  interval_mi 1170 interval_mul 1618 interval_ne 1163 interval_out 1161 interval_pl 1169 interval_pl_date
  2546 interval_pl_time 1848 interval_pl_timestamp 2548 interval_pl_timestamptz 2549 interval_pl_timetz 2547
  interval_recv 2478 interval_send 2479 interval_smaller 1197 interval_sum 6326 interval_support 3918
  interval_um 1168 intervaltypmodin 2903 intervaltypmodout 2904 is_normalized 4351 isclosed 1430 isempty
  3850 4237 isfinite 1373 1389 1390 2048 ishorizontal 1407 1411 1415 iso8859_1_to_utf8 4374 iso8859_to_utf8
  4373 iso_to_koi8r 4316 iso_to_mic 4304 iso_to_win1251 4318 iso_to_win866 4320 isopen 1431 isparallel 1408
  1412 isperp 1409 1413 isvertical 1406 1410 1414 johab_to_utf8 4376 json_agg 3175 json_agg_finalfn 3174
  json_agg_strict 6276 json_agg_strict_transfn 6275 json_agg_transfn 3173 json_array_element 3949
  json_array_element_text 3950 json_array_elements 3955 json_array_elements_text 3969 json_array_length 3956
  json_build_array 3198 3199 json_build_object 3200 3201 json_each 3958 json_each_text 3959
  json_extract_path 3951 json_extract_path_text 3953 json_in 321 json_object 3202 3203 json_object_agg 3197
  json_object_agg_finalfn 3196 json_object_agg_strict 6280 json_object_agg_strict_transfn 6277
  json_object_agg_transfn 3180 json_object_agg_unique 6281 json_object_agg_unique_strict 6282
  json_object_agg_unique_strict_transfn 6279 json_object_agg_unique_transfn 6278 json_object_field 3947
  json_object_field_text 3948 json_object_keys 3957 json_out 322 json_populate_record 3960
  json_populate_recordset 3961 json_recv 323 json_send 324 json_strip_nulls 3261 json_to_record 3204
  json_to_recordset 3205 json_to_tsvector 4215 4216 json_typeof 3968 jsonb_agg 3267 jsonb_agg_finalfn 3266
  jsonb_agg_strict 6284 jsonb_agg_strict_transfn 6283 jsonb_agg_transfn 3265 jsonb_array_element 3215
  jsonb_array_element_text 3216 jsonb_array_elements 3219 jsonb_array_elements_text 3465 jsonb_array_length
  3207 jsonb_build_array 3271 3272 jsonb_build_object 3273 3274 jsonb_cmp 4044 jsonb_concat 3301
  jsonb_contained 4050 jsonb_contains 4046 jsonb_delete 3302 3303 3343 jsonb_delete_path 3304 jsonb_each
  3208 jsonb_each_text 3932 jsonb_eq 4043 jsonb_exists 4047 jsonb_exists_all 4049 jsonb_exists_any 4048
  jsonb_extract_path 3217 jsonb_extract_path_text 3940 jsonb_ge 4042 jsonb_gt 4040 jsonb_hash 4045
  jsonb_hash_extended 3416 jsonb_in 3806 jsonb_insert 3579 jsonb_le 4041 jsonb_lt 4039 jsonb_ne 4038
  jsonb_object 3263 3264 jsonb_object_agg 3270 jsonb_object_agg_finalfn 3269 jsonb_object_agg_strict 6288
  jsonb_object_agg_strict_transfn 6285 jsonb_object_agg_transfn 3268 jsonb_object_agg_unique 6289
  jsonb_object_agg_unique_strict 6290 jsonb_object_agg_unique_strict_transfn 6287
  jsonb_object_agg_unique_transfn 6286 jsonb_object_field 3478 jsonb_object_field_text 3214
  jsonb_object_keys 3931 jsonb_out 3804 jsonb_path_exists 4005 jsonb_path_exists_opr 4010
  jsonb_path_exists_tz 1177 jsonb_path_match 4009 jsonb_path_match_opr 4011 jsonb_path_match_tz 2030
  jsonb_path_query 4006 jsonb_path_query_array 4007 jsonb_path_query_array_tz 1180 jsonb_path_query_first
  4008 jsonb_path_query_first_tz 2023 jsonb_path_query_tz 1179 jsonb_populate_record 3209
  jsonb_populate_record_valid 6338 jsonb_populate_recordset 3475 jsonb_pretty 3306 jsonb_recv 3805
  jsonb_send 3803 jsonb_set 3305 jsonb_set_lax 5054 jsonb_strip_nulls 3262 jsonb_subscript_handler 6098
  jsonb_to_record 3490 jsonb_to_recordset 3491 jsonb_to_tsvector 4213 4214 jsonb_typeof 3210 jsonpath_in
  4001 jsonpath_out 4003 jsonpath_recv 4002 jsonpath_send 4004 justify_days 1295 justify_hours 1175
  justify_interval 2711 koi8r_to_iso 4317 koi8r_to_mic 4302 koi8r_to_utf8 4355 koi8r_to_win1251 4310
  koi8r_to_win866 4312 koi8u_to_utf8 4357 lag 3106 3107 3108 language_handler_in 2302 language_handler_out
  2303 last_value 3113 lastval 2559 latin1_to_mic 4344 latin2_to_mic 4338 latin2_to_win1250 4342
  latin3_to_mic 4346 latin4_to_mic 4348 lcm 5046 5047 5049 lead 3109 3110 3111 left 3060 length 1317 1318
  1530 1531 1681 1713 2010 3711 lgamma 6384 like 1569 1571 2007 like_escape 1637 2009 likejoinsel 1825
  likesel 1819 line 1493 line_distance 239 line_eq 1492 line_horizontal 1499 line_in 1490 line_interpt 1494
  line_intersect 1495 line_out 1491 line_parallel 1496 line_perp 1497 line_recv 2488 line_send 2489
  line_vertical 1498 ln 1341 1734 lo_close 953 lo_creat 957 lo_create 715 lo_export 765 lo_from_bytea 3457
  lo_get 3458 3459 lo_import 764 767 lo_lseek 956 lo_lseek64 3170 lo_open 952 lo_put 3460 lo_tell 958
  lo_tell64 3171 lo_truncate 1004 lo_truncate64 3172 lo_unlink 964 log 1340 1736 1741 log10 1194 1481 loread
  954 lower 870 3848 4235 lower_inc 3851 4238 lower_inf 3853 4240 lowrite 955 lpad 873 879 lseg 993 1541
  lseg_center 225 lseg_distance 361 lseg_eq 999 lseg_ge 1486 lseg_gt 1485 lseg_horizontal 998 lseg_in 119
  lseg_interpt 362 lseg_intersect 994 lseg_le 1484 lseg_length 1487 lseg_lt 1483 lseg_ne 1482 lseg_out 120
  lseg_parallel 995 lseg_perp 996 lseg_recv 2480 lseg_send 2481 lseg_vertical 997 ltrim 875 881 6195 macaddr
  4124 macaddr8 4123 macaddr8_and 4121 macaddr8_cmp 4119 macaddr8_eq 4113 macaddr8_ge 4117 macaddr8_gt 4116
  macaddr8_in 4110 macaddr8_le 4115 macaddr8_lt 4114 macaddr8_ne 4118 macaddr8_not 4120 macaddr8_or 4122
  macaddr8_out 4111 macaddr8_recv 3446 macaddr8_send 3447 macaddr8_set7bit 4125 macaddr_and 3145 macaddr_cmp
  836 macaddr_eq 830 macaddr_ge 834 macaddr_gt 833 macaddr_in 436 macaddr_le 832 macaddr_lt 831 macaddr_ne
  835 macaddr_not 3144 macaddr_or 3146 macaddr_out 437 macaddr_recv 2494 macaddr_send 2495
  macaddr_sortsupport 3359 make_date 3846 make_interval 3464 make_time 3847 make_timestamp 3461
  make_timestamptz 3462 3463 makeaclitem 1365 masklen 697 matchingjoinsel 5041 matchingsel 5040 max 2050
  2115 2116 2117 2118 2119 2120 2122 2123 2124 2125 2126 2127 2128 2129 2130 2244 2797 3526 3564 4189 5099
  6373 6395 md5 2311 2321 mic_to_big5 4337 mic_to_euc_cn 4323 mic_to_euc_jp 4328 mic_to_euc_kr 4331
  mic_to_euc_tw 4336 mic_to_iso 4305 mic_to_koi8r 4303 mic_to_latin1 4345 mic_to_latin2 4339 mic_to_latin3
  4347 mic_to_latin4 4349 mic_to_sjis 4329 mic_to_win1250 4341 mic_to_win1251 4307 mic_to_win866 4309 min
  2051 2131 2132 2133 2134 2135 2136 2138 2139 2140 2141 2142 2143 2144 2145 2146 2245 2798 3527 3565 4190
  5100 6374 6396 min_scale 5042 mod 940 941 947 1728 mode 3984 mode_final 3985 money 3811 3812 3824
  mul_d_interval 1624 multirange 4298 multirange_adjacent_multirange 4256 multirange_adjacent_range 4257
  multirange_after_multirange 4263 multirange_after_range 4262 multirange_agg_finalfn 6226
  multirange_agg_transfn 6225 multirange_before_multirange 4260 multirange_before_range 4259 multirange_cmp
  4273 multirange_contained_by_multirange 4254 multirange_contained_by_range 4542 multirange_contains_elem
  4249 multirange_contains_multirange 4251 multirange_contains_range 4250 multirange_eq 4244 multirange_ge
  4276 multirange_gist_compress 6156 multirange_gist_consistent 6154 multirange_gt 4277 multirange_in 4231
  multirange_intersect 4272 multirange_intersect_agg_transfn 4388 multirange_le 4275 multirange_lt 4274
  multirange_minus 4271 multirange_ne 4245 multirange_out 4232 multirange_overlaps_multirange 4248
  multirange_overlaps_range 4247 multirange_overleft_multirange 4266 multirange_overleft_range 4265
  multirange_overright_multirange 4269 multirange_overright_range 4268 multirange_recv 4233 multirange_send
  4234 multirange_typanalyze 4242 multirange_union 4270 multirangesel 4243 mxid_age 3939 name 407 409 1400
  nameconcatoid 266 nameeq 62 nameeqtext 240 namege 658 namegetext 243 namegt 657 namegttext 244 nameiclike
  1635 nameicnlike 1636 nameicregexeq 1240 nameicregexne 1241 namein 34 namele 656 nameletext 242 namelike
  858 namelt 655 namelttext 241 namene 659 namenetext 245 namenlike 859 nameout 35 namerecv 2422 nameregexeq
  79 nameregexne 1252 namesend 2423 neqjoinsel 106 neqsel 102 netmask 696 network 683 network_cmp 926
  network_eq 920 network_ge 924 network_gt 923 network_larger 3562 network_le 922 network_lt 921 network_ne
  925 network_overlap 3551 network_smaller 3563 network_sortsupport 5033 network_sub 927 network_subeq 928
  network_subset_support 1173 network_sup 929 network_supeq 930 networkjoinsel 3561 networksel 3560 nextval
  1574 nlikejoinsel 1828 nlikesel 1822 normalize 4350 notlike 1570 1572 2008 now 1299 npoints 1545 1556
  nth_value 3114 ntile 3105 num_nonnulls 440 num_nulls 438 numeric 1703 1740 1742 1743 1781 1782 3449 3823
  numeric_abs 1704 numeric_accum 1833 numeric_accum_inv 3548 numeric_add 1724 numeric_avg 1837
  numeric_avg_accum 2858 numeric_avg_combine 3337 numeric_avg_deserialize 2741 numeric_avg_serialize 2740
  numeric_cmp 1769 numeric_combine 3341 numeric_deserialize 3336 numeric_div 1727 numeric_div_trunc 1980
  numeric_eq 1718 numeric_exp 1733 numeric_ge 1721 numeric_gt 1720 numeric_in 1701 numeric_inc 1764
  numeric_larger 1767 numeric_le 1723 numeric_ln 1735 numeric_log 1737 numeric_lt 1722 numeric_mod 1729
  numeric_mul 1726 numeric_ne 1719 numeric_out 1702 numeric_pl_pg_lsn 5023 numeric_poly_avg 3389
  numeric_poly_combine 3338 numeric_poly_deserialize 3340 numeric_poly_serialize 3339
  numeric_poly_stddev_pop 3392 numeric_poly_stddev_samp 3393 numeric_poly_sum 3388 numeric_poly_var_pop 3390
  numeric_poly_var_samp 3391 numeric_power 1739 numeric_recv 2460 numeric_send 2461 numeric_serialize 3335
  numeric_smaller 1766 numeric_sortsupport 3283 numeric_sqrt 1731 numeric_stddev_pop 2596
  numeric_stddev_samp 1839 numeric_sub 1725 numeric_sum 3178 numeric_support 3157 numeric_uminus 1771
  numeric_uplus 1915 numeric_var_pop 2514 numeric_var_samp 1838 numerictypmodin 2917 numerictypmodout 2918
  nummultirange 4283 4284 4285 numnode 3672 numrange 3844 3845 numrange_subdiff 3924 obj_description 1215
  1348 octet_length 720 1374 1375 1682 oid 1287 oideq 184 oidge 1639 oidgt 1638 oidin 1798 oidlarger 1965
  oidle 717 oidlt 716 oidne 185 oidout 1799 oidrecv 2418 oidsend 2419 oidsmaller 1966 oidvectoreq 679
  oidvectorge 680 oidvectorgt 681 oidvectorin 54 oidvectorle 678 oidvectorlt 677 oidvectorne 619
  oidvectorout 55 oidvectorrecv 2420 oidvectorsend 2421 oidvectortypes 1349 on_pb 136 on_pl 959 on_ppath 137
  on_ps 369 on_sb 372 on_sl 960 ordered_set_transition 3970 ordered_set_transition_multi 3971 overlaps 1271
  1304 1305 1306 1307 1308 1309 1310 1311 2041 2042 2043 2044 overlay 749 752 1404 1405 3030 3031
  parse_ident 1268 path 1447 path_add 1435 path_add_pt 1436 path_contain_pt 1426 path_distance 370
  path_div_pt 1439 path_in 121 path_inter 973 path_length 987 path_mul_pt 1438 path_n_eq 984 path_n_ge 986
  path_n_gt 983 path_n_le 985 path_n_lt 982 path_npoints 1432 path_out 122 path_recv 2482 path_send 2483
  path_sub_pt 1437 pclose 1433 percent_rank 3103 3988 percent_rank_final 3989 percentile_cont 3974 3976 3980
  3982 percentile_cont_float8_final 3975 percentile_cont_float8_multi_final 3981
  percentile_cont_interval_final 3977 percentile_cont_interval_multi_final 3983 percentile_disc 3972 3978
  percentile_disc_final 3973 percentile_disc_multi_final 3979 pg_advisory_lock 2880 2886
  pg_advisory_lock_shared 2881 2887 pg_advisory_unlock 2884 2890 pg_advisory_unlock_all 2892
  pg_advisory_unlock_shared 2885 2891 pg_advisory_xact_lock 3089 3093 pg_advisory_xact_lock_shared 3090 3094
  pg_available_extension_versions 3083 pg_available_extensions 3082 pg_available_wal_summaries 6321
  pg_backend_pid 2026 pg_backup_start 2172 pg_backup_stop 2739 pg_basetype 6315 pg_blocking_pids 2561
  pg_cancel_backend 2171 pg_char_to_encoding 1264 pg_clear_attribute_stats 6398 pg_clear_relation_stats 6397
  pg_client_encoding 810 pg_collation_actual_version 3448 pg_collation_for 3162 pg_collation_is_visible 3815
  pg_column_compression 2121 pg_column_is_updatable 3843 pg_column_size 1269 pg_column_toast_chunk_id 6316
  pg_conf_load_time 2034 pg_config 3400 pg_control_checkpoint 3442 pg_control_init 3444 pg_control_recovery
  3443 pg_control_system 3441 pg_conversion_is_visible 2093 pg_copy_logical_replication_slot 4222 4223 4224
  pg_copy_physical_replication_slot 4220 4221 pg_create_logical_replication_slot 3786
  pg_create_physical_replication_slot 3779 pg_create_restore_point 3098 pg_current_logfile 3800 3801
  pg_current_snapshot 5061 pg_current_wal_flush_lsn 3330 pg_current_wal_insert_lsn 2852 pg_current_wal_lsn
  2849 pg_current_xact_id 5059 pg_current_xact_id_if_assigned 5060 pg_cursor 2511
  pg_database_collation_actual_version 6249 pg_database_size 2168 2324 pg_ddl_command_in 86
  pg_ddl_command_out 87 pg_ddl_command_recv 88 pg_ddl_command_send 90 pg_dependencies_in 3404
  pg_dependencies_out 3405 pg_dependencies_recv 3406 pg_dependencies_send 3407 pg_describe_object 3537
  pg_drop_replication_slot 3780 pg_encoding_max_length 2319 pg_encoding_to_char 1597
  pg_event_trigger_ddl_commands 4568 pg_event_trigger_dropped_objects 3566
  pg_event_trigger_table_rewrite_oid 4566 pg_event_trigger_table_rewrite_reason 4567 pg_export_snapshot 3809
  pg_extension_config_dump 3086 pg_extension_update_paths 3084 pg_filenode_relation 3454
  pg_function_is_visible 2081 pg_get_acl 6385 pg_get_aios 6399 pg_get_backend_memory_contexts 2282
  pg_get_catalog_foreign_keys 6159 pg_get_constraintdef 1387 2508 pg_get_expr 1716 2509
  pg_get_function_arg_default 3808 pg_get_function_arguments 2162 pg_get_function_identity_arguments 2232
  pg_get_function_result 2165 pg_get_function_sqlbody 6197 pg_get_functiondef 2098 pg_get_indexdef 1643 2507
  pg_get_keywords 1686 pg_get_loaded_modules 6353 pg_get_multixact_members 3819 pg_get_object_address 3954
  pg_get_partition_constraintdef 3408 pg_get_partkeydef 3352 pg_get_publication_tables 6119
  pg_get_replica_identity_index 6120 pg_get_replication_slots 3781 pg_get_ruledef 1573 2504
  pg_get_sequence_data 6427 pg_get_serial_sequence 1665 pg_get_shmem_allocations 5052
  pg_get_shmem_allocations_numa 4100 pg_get_statisticsobjdef 3415 pg_get_statisticsobjdef_columns 6174
  pg_get_statisticsobjdef_expressions 6173 pg_get_triggerdef 1662 2730 pg_get_userbyid 1642 pg_get_viewdef
  1640 1641 2505 2506 3159 pg_get_wait_events 6318 pg_get_wal_replay_pause_state 1137
  pg_get_wal_resource_managers 6224 pg_get_wal_summarizer_state 6323 pg_has_role 2705 2706 2707 2708 2709
  2710 pg_hba_file_rules 3401 pg_ident_file_mappings 6250 pg_identify_object 3839
  pg_identify_object_as_address 3382 pg_import_system_collations 3445 pg_index_column_has_property 638
  pg_index_has_property 637 pg_indexam_has_property 636 pg_indexam_progress_phasename 676 pg_indexes_size
  2998 pg_input_error_info 6211 pg_input_is_valid 6210 pg_is_in_recovery 3810 pg_is_other_temp_schema 2855
  pg_is_wal_replay_paused 3073 pg_isolation_test_session_is_blocked 3378 pg_jit_available 315
  pg_last_committed_xact 3583 pg_last_wal_receive_lsn 3820 pg_last_wal_replay_lsn 3821
  pg_last_xact_replay_timestamp 3830 pg_listening_channels 3035 pg_lock_status 1371
  pg_log_backend_memory_contexts 4543 pg_log_standby_snapshot 6305 pg_logical_emit_message 3577 3578
  pg_logical_slot_get_binary_changes 3783 pg_logical_slot_get_changes 3782
  pg_logical_slot_peek_binary_changes 3785 pg_logical_slot_peek_changes 3784 pg_ls_archive_statusdir 5031
  pg_ls_dir 2625 3297 pg_ls_logdir 3353 pg_ls_logicalmapdir 6271 pg_ls_logicalsnapdir 6270 pg_ls_replslotdir
  6272 pg_ls_summariesdir 6400 pg_ls_tmpdir 5029 5030 pg_ls_waldir 3354 pg_lsn 6103 pg_lsn_cmp 3251
  pg_lsn_eq 3233 pg_lsn_ge 3234 pg_lsn_gt 3235 pg_lsn_hash 3252 pg_lsn_hash_extended 3413 pg_lsn_in 3229
  pg_lsn_larger 4187 pg_lsn_le 3232 pg_lsn_lt 3231 pg_lsn_mi 3237 pg_lsn_mii 5024 pg_lsn_ne 3236 pg_lsn_out
  3230 pg_lsn_pli 5022 pg_lsn_recv 3238 pg_lsn_send 3239 pg_lsn_smaller 4188 pg_mcv_list_in 5018
  pg_mcv_list_items 3427 pg_mcv_list_out 5019 pg_mcv_list_recv 5020 pg_mcv_list_send 5021 pg_my_temp_schema
  2854 pg_ndistinct_in 3355 pg_ndistinct_out 3356 pg_ndistinct_recv 3357 pg_ndistinct_send 3358 pg_nextoid
  275 pg_node_tree_in 195 pg_node_tree_out 196 pg_node_tree_recv 197 pg_node_tree_send 198
  pg_notification_queue_usage 3296 pg_notify 3036 pg_numa_available 4099 pg_opclass_is_visible 2083
  pg_operator_is_visible 2082 pg_opfamily_is_visible 3829 pg_options_to_table 2289 pg_partition_ancestors
  3425 pg_partition_root 3424 pg_partition_tree 3423 pg_postmaster_start_time 2560 pg_prepared_statement
  2510 pg_prepared_xact 1065 pg_promote 3436 pg_read_binary_file 3295 3827 3828 6209 pg_read_file 2624 3293
  3826 6208 pg_relation_filenode 2999 pg_relation_filepath 3034 pg_relation_is_publishable 6121
  pg_relation_is_updatable 3842 pg_relation_size 2325 2332 pg_reload_conf 2621 pg_replication_origin_advance
  6012 pg_replication_origin_create 6003 pg_replication_origin_drop 6004 pg_replication_origin_oid 6005
  pg_replication_origin_progress 6013 pg_replication_origin_session_is_setup 6008
  pg_replication_origin_session_progress 6009 pg_replication_origin_session_reset 6007
  pg_replication_origin_session_setup 6006 pg_replication_origin_xact_reset 6011
  pg_replication_origin_xact_setup 6010 pg_replication_slot_advance 3878 pg_restore_attribute_stats 6363
  pg_restore_relation_stats 6362 pg_rotate_logfile 2622 pg_safe_snapshot_blocking_pids 3376
  pg_sequence_last_value 4032 pg_sequence_parameters 3078 pg_settings_get_flags 6240
  pg_show_all_file_settings 3329 pg_show_all_settings 2084 pg_show_replication_origin_status 6014
  pg_size_bytes 3334 pg_size_pretty 2288 3166 pg_sleep 2626 pg_sleep_for 3935 pg_sleep_until 3936
  pg_snapshot_in 5055 pg_snapshot_out 5056 pg_snapshot_recv 5057 pg_snapshot_send 5058 pg_snapshot_xip 5064
  pg_snapshot_xmax 5063 pg_snapshot_xmin 5062 pg_split_walfile_name 6213 pg_stat_clear_snapshot 2230
  pg_stat_file 2623 3307 pg_stat_force_next_flush 2137 pg_stat_get_activity 2022 pg_stat_get_analyze_count
  3056 pg_stat_get_archiver 3195 pg_stat_get_autoanalyze_count 3057 pg_stat_get_autovacuum_count 3055
  pg_stat_get_backend_activity 1940 pg_stat_get_backend_activity_start 2094 pg_stat_get_backend_client_addr
  1392 pg_stat_get_backend_client_port 1393 pg_stat_get_backend_dbid 1938 pg_stat_get_backend_idset 1936
  pg_stat_get_backend_io 6386 pg_stat_get_backend_pid 1937 pg_stat_get_backend_start 1391
  pg_stat_get_backend_subxact 6107 pg_stat_get_backend_userid 1939 pg_stat_get_backend_wait_event 2853
  pg_stat_get_backend_wait_event_type 2788 pg_stat_get_backend_wal 6313 pg_stat_get_backend_xact_start 2857
  pg_stat_get_bgwriter_buf_written_clean 2772 pg_stat_get_bgwriter_maxwritten_clean 2773
  pg_stat_get_bgwriter_stat_reset_time 3075 pg_stat_get_blocks_fetched 1934 pg_stat_get_blocks_hit 1935
  pg_stat_get_buf_alloc 2859 pg_stat_get_checkpointer_buffers_written 2771
  pg_stat_get_checkpointer_num_performed 6377 pg_stat_get_checkpointer_num_requested 2770
  pg_stat_get_checkpointer_num_timed 2769 pg_stat_get_checkpointer_restartpoints_performed 6329
  pg_stat_get_checkpointer_restartpoints_requested 6328 pg_stat_get_checkpointer_restartpoints_timed 6327
  pg_stat_get_checkpointer_slru_written 6366 pg_stat_get_checkpointer_stat_reset_time 6314
  pg_stat_get_checkpointer_sync_time 3161 pg_stat_get_checkpointer_write_time 3160
  pg_stat_get_db_active_time 6186 pg_stat_get_db_blk_read_time 2844 pg_stat_get_db_blk_write_time 2845
  pg_stat_get_db_blocks_fetched 1944 pg_stat_get_db_blocks_hit 1945 pg_stat_get_db_checksum_failures 3426
  pg_stat_get_db_checksum_last_failure 3428 pg_stat_get_db_conflict_all 3070
  pg_stat_get_db_conflict_bufferpin 3068 pg_stat_get_db_conflict_lock 3066
  pg_stat_get_db_conflict_logicalslot 6309 pg_stat_get_db_conflict_snapshot 3067
  pg_stat_get_db_conflict_startup_deadlock 3069 pg_stat_get_db_conflict_tablespace 3065
  pg_stat_get_db_deadlocks 3152 pg_stat_get_db_idle_in_transaction_time 6187 pg_stat_get_db_numbackends 1941
  pg_stat_get_db_parallel_workers_launched 6356 pg_stat_get_db_parallel_workers_to_launch 6355
  pg_stat_get_db_session_time 6185 pg_stat_get_db_sessions 6188 pg_stat_get_db_sessions_abandoned 6189
  pg_stat_get_db_sessions_fatal 6190 pg_stat_get_db_sessions_killed 6191 pg_stat_get_db_stat_reset_time 3074
  pg_stat_get_db_temp_bytes 3151 pg_stat_get_db_temp_files 3150 pg_stat_get_db_tuples_deleted 2762
  pg_stat_get_db_tuples_fetched 2759 pg_stat_get_db_tuples_inserted 2760 pg_stat_get_db_tuples_returned 2758
  pg_stat_get_db_tuples_updated 2761 pg_stat_get_db_xact_commit 1942 pg_stat_get_db_xact_rollback 1943
  pg_stat_get_dead_tuples 2879 pg_stat_get_function_calls 2978 pg_stat_get_function_self_time 2980
  pg_stat_get_function_total_time 2979 pg_stat_get_ins_since_vacuum 5053 pg_stat_get_io 6214
  pg_stat_get_last_analyze_time 2783 pg_stat_get_last_autoanalyze_time 2784 pg_stat_get_last_autovacuum_time
  2782 pg_stat_get_last_vacuum_time 2781 pg_stat_get_lastscan 6310 pg_stat_get_live_tuples 2878
  pg_stat_get_mod_since_analyze 3177 pg_stat_get_numscans 1928 pg_stat_get_progress_info 3318
  pg_stat_get_recovery_prefetch 6248 pg_stat_get_replication_slot 6169 pg_stat_get_slru 2306
  pg_stat_get_snapshot_timestamp 3788 pg_stat_get_subscription 6118 pg_stat_get_subscription_stats 6231
  pg_stat_get_total_analyze_time 6360 pg_stat_get_total_autoanalyze_time 6361
  pg_stat_get_total_autovacuum_time 6359 pg_stat_get_total_vacuum_time 6358 pg_stat_get_tuples_deleted 1933
  pg_stat_get_tuples_fetched 1930 pg_stat_get_tuples_hot_updated 1972 pg_stat_get_tuples_inserted 1931
  pg_stat_get_tuples_newpage_updated 6217 pg_stat_get_tuples_returned 1929 pg_stat_get_tuples_updated 1932
  pg_stat_get_vacuum_count 3054 pg_stat_get_wal 1136 pg_stat_get_wal_receiver 3317 pg_stat_get_wal_senders
  3099 pg_stat_get_xact_blocks_fetched 3044 pg_stat_get_xact_blocks_hit 3045 pg_stat_get_xact_function_calls
  3046 pg_stat_get_xact_function_self_time 3048 pg_stat_get_xact_function_total_time 3047
  pg_stat_get_xact_numscans 3037 pg_stat_get_xact_tuples_deleted 3042 pg_stat_get_xact_tuples_fetched 3039
  pg_stat_get_xact_tuples_hot_updated 3043 pg_stat_get_xact_tuples_inserted 3040
  pg_stat_get_xact_tuples_newpage_updated 6218 pg_stat_get_xact_tuples_returned 3038
  pg_stat_get_xact_tuples_updated 3041 pg_stat_have_stats 6230 pg_stat_reset 2274
  pg_stat_reset_backend_stats 6387 pg_stat_reset_replication_slot 6170 pg_stat_reset_shared 3775
  pg_stat_reset_single_function_counters 3777 pg_stat_reset_single_table_counters 3776 pg_stat_reset_slru
  2307 pg_stat_reset_subscription_stats 6232 pg_statistics_obj_is_visible 3403 pg_stop_making_pinned_objects
  6241 pg_switch_wal 2848 pg_sync_replication_slots 6344 pg_table_is_visible 2079 pg_table_size 2997
  pg_tablespace_databases 2556 pg_tablespace_location 3778 pg_tablespace_size 2322 2323 pg_terminate_backend
  2096 pg_timezone_abbrevs_abbrevs 2599 pg_timezone_abbrevs_zone 6401 pg_timezone_names 2856
  pg_total_relation_size 2286 pg_trigger_depth 3163 pg_try_advisory_lock 2882 2888
  pg_try_advisory_lock_shared 2883 2889 pg_try_advisory_xact_lock 3091 3095 pg_try_advisory_xact_lock_shared
  3092 3096 pg_ts_config_is_visible 3758 pg_ts_dict_is_visible 3757 pg_ts_parser_is_visible 3756
  pg_ts_template_is_visible 3768 pg_type_is_visible 2080 pg_typeof 1619 pg_visible_in_snapshot 5065
  pg_wal_lsn_diff 3165 pg_wal_replay_pause 3071 pg_wal_replay_resume 3072 pg_wal_summary_contents 6322
  pg_walfile_name 2851 pg_walfile_name_offset 2850 pg_xact_commit_timestamp 3581
  pg_xact_commit_timestamp_origin 6168 pg_xact_status 5066 phraseto_tsquery 5001 5006 pi 1610
  plainto_tsquery 3747 3751 point 1416 1440 1532 1534 1540 point_above 131 point_add 1441 point_below 134
  point_distance 991 point_div 1444 point_eq 135 point_horiz 990 point_in 117 point_left 132 point_mul 1443
  point_ne 988 point_out 118 point_recv 2428 point_right 133 point_send 2429 point_sub 1442 point_vert 989
  poly_above 2569 poly_below 2566 poly_center 227 poly_contain 340 poly_contain_pt 1428 poly_contained 345
  poly_distance 729 poly_in 347 poly_left 341 poly_npoints 1445 poly_out 348 poly_overabove 2568
  poly_overbelow 2567 poly_overlap 346 poly_overleft 342 poly_overright 343 poly_recv 2486 poly_right 344
  poly_same 339 poly_send 2487 polygon 1448 1449 1475 1544 popen 1434 position 849 1698 2014 positionjoinsel
  1301 positionsel 1300 postgresql_fdw_validator 2316 pow 1346 1738 power 1368 2169 prefixjoinsel 3438
  prefixsel 3437 prsd_end 3719 prsd_headline 3720 prsd_lextype 3721 prsd_nexttoken 3718 prsd_start 3717
  pt_contained_circle 1478 pt_contained_poly 1429 query_to_xml 2924 query_to_xml_and_xmlschema 2930
  query_to_xmlschema 2927 querytree 3673 quote_ident 1282 quote_literal 1283 1285 quote_nullable 1289 1290
  radians 1609 radius 1470 random 1598 6339 6340 6341 random_normal 6212 range_adjacent 3862
  range_adjacent_multirange 4255 range_after 3864 range_after_multirange 4261 range_agg 4301 6227
  range_agg_finalfn 4300 range_agg_transfn 4299 range_before 3863 range_before_multirange 4258 range_cmp
  3870 range_contained_by 3861 range_contained_by_multirange 4253 range_contains 3859 range_contains_elem
  3858 range_contains_elem_support 6345 range_contains_multirange 4541 range_eq 3855 range_ge 3873
  range_gist_consistent 3875 range_gist_penalty 3879 range_gist_picksplit 3880 range_gist_same 3881
  range_gist_union 3876 range_gt 3874 range_in 3834 range_intersect 3868 range_intersect_agg 4389 4450
  range_intersect_agg_transfn 4401 range_le 3872 range_lt 3871 range_merge 4057 4228 range_minus 3869
  range_ne 3856 range_out 3835 range_overlaps 3857 range_overlaps_multirange 4246 range_overleft 3865
  range_overleft_multirange 4264 range_overright 3866 range_overright_multirange 4267 range_recv 3836
  range_send 3837 range_sortsupport 6391 range_typanalyze 3916 range_union 3867 rangesel 3169 rank 3101 3986
  rank_final 3987 raw_array_subscript_handler 6180 record_eq 2981 record_ge 2986 record_gt 2984
  record_image_eq 3181 record_image_ge 3186 record_image_gt 3184 record_image_le 3185 record_image_lt 3183
  record_image_ne 3182 record_in 2290 record_larger 6375 record_le 2985 record_lt 2983 record_ne 2982
  record_out 2291 record_recv 2402 record_send 2403 record_smaller 6376 regclass 1079 regclassin 2218
  regclassout 2219 regclassrecv 2452 regclasssend 2453 regcollationin 4193 regcollationout 4194
  regcollationrecv 4196 regcollationsend 4197 regconfigin 3736 regconfigout 3737 regconfigrecv 3738
  regconfigsend 3739 regdictionaryin 3771 regdictionaryout 3772 regdictionaryrecv 3773 regdictionarysend
  3774 regexeqjoinsel 1824 regexeqsel 1818 regexnejoinsel 1827 regexnesel 1821 regexp_count 6254 6255 6256
  regexp_instr 6257 6258 6259 6260 6261 6262 regexp_like 6263 6264 regexp_match 3396 3397 regexp_matches
  2763 2764 regexp_replace 2284 2285 6251 6252 6253 regexp_split_to_array 2767 2768 regexp_split_to_table
  2765 2766 regexp_substr 6265 6266 6267 6268 6269 regnamespacein 4084 regnamespaceout 4085 regnamespacerecv
  4087 regnamespacesend 4088 regoperatorin 2216 regoperatorout 2217 regoperatorrecv 2450 regoperatorsend
  2451 regoperin 2214 regoperout 2215 regoperrecv 2448 regopersend 2449 regprocedurein 2212 regprocedureout
  2213 regprocedurerecv 2446 regproceduresend 2447 regprocin 44 regprocout 45 regprocrecv 2444 regprocsend
  2445 regr_avgx 2822 regr_avgy 2823 regr_count 2818 regr_intercept 2826 regr_r2 2824 regr_slope 2825
  regr_sxx 2819 regr_sxy 2821 regr_syy 2820 regrolein 4098 regroleout 4092 regrolerecv 4094 regrolesend 4095
  regtypein 2220 regtypeout 2221 regtyperecv 2454 regtypesend 2455 repeat 1622 replace 2087 reverse 3062
  6382 right 3061 round 1342 1707 1708 row_number 3100 row_security_active 3298 3299 row_to_json 3155 3156
  rpad 874 880 rtrim 876 882 6196 satisfies_hash_partition 5028 scalargejoinsel 398 scalargesel 337
  scalargtjoinsel 108 scalargtsel 104 scalarlejoinsel 386 scalarlesel 336 scalarltjoinsel 107 scalarltsel
  103 scale 3281 schema_to_xml 2933 schema_to_xml_and_xmlschema 2935 schema_to_xmlschema 2934 session_user
  746 set_bit 724 3033 set_byte 722 set_config 2078 set_masklen 605 635 setseed 1599 setval 1576 1765
  setweight 3320 3624 sha224 3419 sha256 3420 sha384 3421 sha512 3422 shell_in 2398 shell_out 2399
  shift_jis_2004_to_euc_jis_2004 4387 shift_jis_2004_to_utf8 4384 shobj_description 1993 sign 1706 2310
  similar_escape 1623 similar_to_escape 1986 1987 sin 1604 sind 2735 sinh 2462 sjis_to_euc_jp 4325
  sjis_to_mic 4327 sjis_to_utf8 4378 slope 992 spg_bbox_quad_config 5010 spg_box_quad_choose 5013
  spg_box_quad_config 5012 spg_box_quad_inner_consistent 5015 spg_box_quad_leaf_consistent 5016
  spg_box_quad_picksplit 5014 spg_kd_choose 4024 spg_kd_config 4023 spg_kd_inner_consistent 4026
  spg_kd_picksplit 4025 spg_poly_quad_compress 5011 spg_quad_choose 4019 spg_quad_config 4018
  spg_quad_inner_consistent 4021 spg_quad_leaf_consistent 4022 spg_quad_picksplit 4020 spg_range_quad_choose
  3470 spg_range_quad_config 3469 spg_range_quad_inner_consistent 3472 spg_range_quad_leaf_consistent 3473
  spg_range_quad_picksplit 3471 spg_text_choose 4028 spg_text_config 4027 spg_text_inner_consistent 4030
  spg_text_leaf_consistent 4031 spg_text_picksplit 4029 spghandler 334 split_part 2088 sqrt 1344 1730
  starts_with 3696 statement_timestamp 2648 stddev 2154 2155 2156 2157 2158 2159 stddev_pop 2724 2725 2726
  2727 2728 2729 stddev_samp 2712 2713 2714 2715 2716 2717 string_agg 3538 3545 string_agg_combine 6299
  string_agg_deserialize 6301 string_agg_finalfn 3536 string_agg_serialize 6300 string_agg_transfn 3535
  string_to_array 376 394 string_to_table 6160 6161 strip 3623 strpos 868 substr 877 883 2085 2086 substring
  936 937 1680 1699 2012 2013 2073 2074 sum 2107 2108 2109 2110 2111 2112 2113 2114
  suppress_redundant_updates_trigger 1291 system 3314 system_user 6311 table_am_handler_in 267
  table_am_handler_out 268 table_to_xml 2923 table_to_xml_and_xmlschema 2929 table_to_xmlschema 2926 tan
  1606 tand 2737 tanh 2464 text 401 406 730 946 2922 2971 text_ge 743 text_gt 742 text_larger 458 text_le
  741 text_lt 740 text_pattern_ge 2163 text_pattern_gt 2164 text_pattern_le 2161 text_pattern_lt 2160
  text_smaller 459 text_starts_with_support 6242 textanycat 2003 textcat 1258 texteq 67 texteqname 247
  textgename 250 textgtname 251 texticlike 1633 texticlike_support 1025 texticnlike 1634 texticregexeq 1238
  texticregexeq_support 1024 texticregexne 1239 textin 46 textlen 1257 textlename 249 textlike 850
  textlike_support 1023 textltname 248 textne 157 textnename 252 textnlike 851 textout 47 textrecv 2414
  textregexeq 1254 textregexeq_support 1364 textregexne 1256 textsend 2415 thesaurus_init 3740
  thesaurus_lexize 3741 tideq 1292 tidge 2792 tidgt 2790 tidin 48 tidlarger 2795 tidle 2793 tidlt 2791 tidne
  1265 tidout 49 tidrecv 2438 tidsend 2439 tidsmaller 2796 time 1316 1419 1968 2019 2046 time_cmp 1107
  time_eq 1145 time_ge 1105 time_gt 1104 time_hash 1688 time_hash_extended 3409 time_in 1143 time_larger
  1377 time_le 1103 time_lt 1102 time_mi_interval 1748 time_mi_time 1690 time_ne 1106 time_out 1144
  time_pl_interval 1747 time_recv 2470 time_send 2471 time_smaller 1378 time_support 3944 timedate_pl 1296
  timeofday 274 timestamp 1961 2024 2025 2027 timestamp_cmp 2045 timestamp_cmp_date 2370
  timestamp_cmp_timestamptz 2526 timestamp_eq 2052 timestamp_eq_date 2366 timestamp_eq_timestamptz 2522
  timestamp_ge 2056 timestamp_ge_date 2368 timestamp_ge_timestamptz 2524 timestamp_gt 2057 timestamp_gt_date
  2367 timestamp_gt_timestamptz 2523 timestamp_hash 2039 timestamp_hash_extended 3411 timestamp_in 1312
  timestamp_larger 2036 timestamp_le 2055 timestamp_le_date 2365 timestamp_le_timestamptz 2521 timestamp_lt
  2054 timestamp_lt_date 2364 timestamp_lt_timestamptz 2520 timestamp_mi 2031 timestamp_mi_interval 2033
  timestamp_ne 2053 timestamp_ne_date 2369 timestamp_ne_timestamptz 2525 timestamp_out 1313
  timestamp_pl_interval 2032 timestamp_recv 2474 timestamp_send 2475 timestamp_skipsupport 6409
  timestamp_smaller 2035 timestamp_sortsupport 3137 timestamp_support 3917 timestamptypmodin 2905
  timestamptypmodout 2906 timestamptz 1174 1176 1359 1967 2028 timestamptz_cmp 1314 timestamptz_cmp_date
  2383 timestamptz_cmp_timestamp 2533 timestamptz_eq 1152 timestamptz_eq_date 2379 timestamptz_eq_timestamp
  2529 timestamptz_ge 1156 timestamptz_ge_date 2381 timestamptz_ge_timestamp 2531 timestamptz_gt 1157
  timestamptz_gt_date 2380 timestamptz_gt_timestamp 2530 timestamptz_hash 6425 timestamptz_hash_extended
  6426 timestamptz_in 1150 timestamptz_larger 1196 timestamptz_le 1155 timestamptz_le_date 2378
  timestamptz_le_timestamp 2528 timestamptz_lt 1154 timestamptz_lt_date 2377 timestamptz_lt_timestamp 2527
  timestamptz_mi 1188 timestamptz_mi_interval 1190 timestamptz_ne 1153 timestamptz_ne_date 2382
  timestamptz_ne_timestamp 2532 timestamptz_out 1151 timestamptz_pl_interval 1189 timestamptz_recv 2476
  timestamptz_send 2477 timestamptz_smaller 1195 timestamptztypmodin 2907 timestamptztypmodout 2908
  timetypmodin 2909 timetypmodout 2910 timetz 1388 1969 2047 timetz_cmp 1358 timetz_eq 1352 timetz_ge 1356
  timetz_gt 1357 timetz_hash 1696 timetz_hash_extended 3410 timetz_in 1350 timetz_larger 1379 timetz_le 1355
  timetz_lt 1354 timetz_mi_interval 1750 timetz_ne 1353 timetz_out 1351 timetz_pl_interval 1749 timetz_recv
  2472 timetz_send 2473 timetz_smaller 1380 timetzdate_pl 1298 timetztypmodin 2911 timetztypmodout 2912
  timezone 1026 1159 2037 2038 2069 2070 6334 6335 6336 to_ascii 1845 1846 1847 to_bin 6330 6331 to_char
  1768 1770 1772 1773 1774 1775 1776 2049 to_date 1780 to_hex 2089 2090 to_json 3176 to_jsonb 3787 to_number
  1777 to_oct 6332 6333 to_regclass 3495 to_regcollation 4195 to_regnamespace 4086 to_regoper 3492
  to_regoperator 3476 to_regproc 3494 to_regprocedure 3479 to_regrole 4093 to_regtype 3493 to_regtypemod
  6317 to_timestamp 1158 1778 to_tsquery 3746 3750 to_tsvector 3745 3749 4209 4210 4211 4212
  transaction_timestamp 2647 translate 878 trigger_in 2300 trigger_out 2301 trim_array 6172 trim_scale 5043
  trunc 753 1343 1709 1710 4112 ts_debug 6183 6184 ts_delete 3321 3323 ts_filter 3319 ts_headline 3743 3744
  3754 3755 4201 4202 4203 4204 4205 4206 4207 4208 ts_lexize 3723 ts_match_qv 3635 ts_match_tq 3761
  ts_match_tt 3760 ts_match_vq 3634 ts_parse 3715 3716 ts_rank 3703 3704 3705 3706 ts_rank_cd 3707 3708 3709
  3710 ts_rewrite 3684 3685 ts_stat 3689 3690 ts_token_type 3713 3714 ts_typanalyze 3688 tsm_handler_in 3311
  tsm_handler_out 3312 tsmatchjoinsel 3687 tsmatchsel 3686 tsmultirange 4286 4287 4288 tsq_mcontained 3692
  tsq_mcontains 3691 tsquery_and 3669 tsquery_cmp 3668 tsquery_eq 3664 tsquery_ge 3666 tsquery_gt 3667
  tsquery_le 3663 tsquery_lt 3662 tsquery_ne 3665 tsquery_not 3671 tsquery_or 3670 tsquery_phrase 5003 5004
  tsqueryin 3612 tsqueryout 3613 tsqueryrecv 3641 tsquerysend 3640 tsrange 3933 3934 tsrange_subdiff 3929
  tstzmultirange 4289 4290 4291 tstzrange 3937 3938 tstzrange_subdiff 3930 tsvector_cmp 3622 tsvector_concat
  3625 tsvector_eq 3618 tsvector_ge 3620 tsvector_gt 3621 tsvector_le 3617 tsvector_lt 3616 tsvector_ne 3619
  tsvector_to_array 3326 tsvector_update_trigger 3752 tsvector_update_trigger_column 3753 tsvectorin 3610
  tsvectorout 3611 tsvectorrecv 3639 tsvectorsend 3638 txid_current 2943 txid_current_if_assigned 3348
  txid_current_snapshot 2944 txid_snapshot_in 2939 txid_snapshot_out 2940 txid_snapshot_recv 2941
  txid_snapshot_send 2942 txid_snapshot_xip 2947 txid_snapshot_xmax 2946 txid_snapshot_xmin 2945 txid_status
  3360 txid_visible_in_snapshot 2948 uhc_to_utf8 4380 unicode_assigned 6105 unicode_version 4549
  unique_key_recheck 1250 unistr 6198 unknownin 109 unknownout 110 unknownrecv 2416 unknownsend 2417 unnest
  1293 2331 3322 upper 871 3849 4236 upper_inc 3852 4239 upper_inf 3854 4241 utf8_to_big5 4353
  utf8_to_euc_cn 4361 utf8_to_euc_jis_2004 4383 utf8_to_euc_jp 4363 utf8_to_euc_kr 4365 utf8_to_euc_tw 4367
  utf8_to_gb18030 4369 utf8_to_gbk 4371 utf8_to_iso8859 4372 utf8_to_iso8859_1 4375 utf8_to_johab 4377
  utf8_to_koi8r 4354 utf8_to_koi8u 4356 utf8_to_shift_jis_2004 4385 utf8_to_sjis 4379 utf8_to_uhc 4381
  utf8_to_win 4358 uuid_cmp 2960 uuid_eq 2956 uuid_extract_timestamp 6342 uuid_extract_version 6343 uuid_ge
  2957 uuid_gt 2958 uuid_hash 2963 uuid_hash_extended 3412 uuid_in 2952 uuid_le 2955 uuid_lt 2954 uuid_ne
  2959 uuid_out 2953 uuid_recv 2961 uuid_send 2962 uuid_skipsupport 6410 uuid_sortsupport 3300 uuidv4 6428
  uuidv7 6429 6430 var_pop 2718 2719 2720 2721 2722 2723 var_samp 2641 2642 2643 2644 2645 2646 varbit 1687
  varbit_in 1579 varbit_out 1580 varbit_recv 2458 varbit_send 2459 varbit_support 3158 varbitcmp 1672
  varbiteq 1666 varbitge 1668 varbitgt 1669 varbitle 1670 varbitlt 1671 varbitne 1667 varbittypmodin 2902
  varbittypmodout 2921 varchar 669 1401 varchar_support 3097 varcharin 1046 varcharout 1047 varcharrecv 2432
  varcharsend 2433 varchartypmodin 2915 varchartypmodout 2916 variance 2148 2149 2150 2151 2152 2153 version
  89 void_in 2298 void_out 2299 void_recv 3120 void_send 3121 websearch_to_tsquery 5007 5009 width 976
  width_bucket 320 2170 3218 win1250_to_latin2 4343 win1250_to_mic 4340 win1251_to_iso 4319 win1251_to_koi8r
  4311 win1251_to_mic 4306 win1251_to_win866 4315 win866_to_iso 4321 win866_to_koi8r 4313 win866_to_mic 4308
  win866_to_win1251 4314 win_to_utf8 4359 window_cume_dist_support 6307 window_dense_rank_support 6235
  window_ntile_support 6308 window_percent_rank_support 6306 window_rank_support 6234
  window_row_number_support 6233 xid 5071 xid8_larger 5097 xid8_smaller 5098 xid8cmp 5096 xid8eq 5084 xid8ge
  5037 xid8gt 5035 xid8in 5070 xid8le 5036 xid8lt 5034 xid8ne 5085 xid8out 5081 xid8recv 5082 xid8send 5083
  xideq 68 xideqint4 1319 xidin 50 xidneq 3308 xidneqint4 3309 xidout 51 xidrecv 2440 xidsend 2441 xml 2896
  xml_in 2893 xml_is_well_formed 3051 xml_is_well_formed_content 3053 xml_is_well_formed_document 3052
  xml_out 2894 xml_recv 2898 xml_send 2899 xmlagg 2901 xmlcomment 2895 xmlconcat2 2900 xmlexists 2614
  xmltext 3813 xmlvalidate 2897 xpath 2931 2932 xpath_exists 3049 3050
  `
    .split(/\s+/)
    .reduce<{ name: string; pairs: [number, string][] }>(
      ({ name, pairs }, word) => {
        if (/^\d+$/.test(word)) pairs.push([Number(word), name])
        return { name: /^\d/.test(word) ? name : word, pairs }
      },
      { name: '', pairs: [] },
    ).pairs,
)
