//! The calls themselves. Those that we do not make are refused by name.

use super::{Double, Replied, stored};
use qdrant_client::qdrant::{self, alias_operations::Action};
use qdrant_client::qdrant::{collections_server::Collections, points_server::Points};
use std::sync::atomic::Ordering;
use tonic::{Request, Response, Status};

/// A service of which we make only some calls.
macro_rules! service {
    ($service:ident, { $($made:tt)* }, $($name:ident($asked:ident) -> $told:ident;)*) => {
        #[tonic::async_trait]
        impl $service for Double {
            $($made)*
            $(async fn $name(&self, _: Request<qdrant::$asked>) -> Replied<qdrant::$told> {
                Err(Status::unimplemented(stringify!($name)))
            })*
        }
    };
}

service!(
    Collections,
    {
        async fn list(
            &self,
            request: Request<qdrant::ListCollectionsRequest>,
        ) -> Replied<qdrant::ListCollectionsResponse> {
            self.enter(request).await?;
            let names = self.held().names().into_iter();
            let collections = names.map(|name| qdrant::CollectionDescription { name }).collect();
            Ok(Response::new(qdrant::ListCollectionsResponse { collections, time: 0.0 }))
        }

        async fn create(
            &self,
            request: Request<qdrant::CreateCollection>,
        ) -> Replied<qdrant::CollectionOperationResponse> {
            let wanted = self.enter(request).await?;
            let name = wanted.collection_name;
            if self.held().points(&name).is_some() {
                return Err(Status::invalid_argument(format!("Wrong input: Collection `{name}` already exists!")));
            }
            self.held().heard.push(format!("create {name}"));
            self.held().collections.insert(name, Default::default());
            Ok(Response::new(qdrant::CollectionOperationResponse { result: true, time: 0.0 }))
        }

        async fn delete(
            &self,
            request: Request<qdrant::DeleteCollection>,
        ) -> Replied<qdrant::CollectionOperationResponse> {
            let name = self.enter(request).await?.collection_name;
            let mut held = self.held();
            held.heard.push(format!("delete {name}"));
            held.aliases.retain(|_, collection| *collection != name);
            let result = held.collections.remove(&name).is_some();
            Ok(Response::new(qdrant::CollectionOperationResponse { result, time: 0.0 }))
        }

        async fn update_aliases(
            &self,
            request: Request<qdrant::ChangeAliases>,
        ) -> Replied<qdrant::CollectionOperationResponse> {
            for action in self.enter(request).await?.actions {
                let Some(Action::CreateAlias(wanted)) = action.action else {
                    return Err(Status::unimplemented("another change of aliases"));
                };
                self.found(&wanted.collection_name)?;
                let mut held = self.held();
                held.heard.push(format!("alias {}", wanted.collection_name));
                held.aliases.insert(wanted.alias_name, wanted.collection_name);
            }
            Ok(Response::new(qdrant::CollectionOperationResponse { result: true, time: 0.0 }))
        }

        async fn collection_exists(
            &self,
            request: Request<qdrant::CollectionExistsRequest>,
        ) -> Replied<qdrant::CollectionExistsResponse> {
            let name = self.enter(request).await?.collection_name;
            let exists = self.held().points(&name).is_some();
            let result = Some(qdrant::CollectionExists { exists });
            Ok(Response::new(qdrant::CollectionExistsResponse { result, time: 0.0 }))
        }
    },
    get(GetCollectionInfoRequest) -> GetCollectionInfoResponse;
    update(UpdateCollection) -> CollectionOperationResponse;
    list_collection_aliases(ListCollectionAliasesRequest) -> ListAliasesResponse;
    list_aliases(ListAliasesRequest) -> ListAliasesResponse;
    collection_cluster_info(CollectionClusterInfoRequest) -> CollectionClusterInfoResponse;
    update_collection_cluster_setup(UpdateCollectionClusterSetupRequest) -> UpdateCollectionClusterSetupResponse;
    create_shard_key(CreateShardKeyRequest) -> CreateShardKeyResponse;
    delete_shard_key(DeleteShardKeyRequest) -> DeleteShardKeyResponse;
    list_shard_keys(ListShardKeysRequest) -> ListShardKeysResponse;
);

service!(
    Points,
    {
        async fn upsert(
            &self,
            request: Request<qdrant::UpsertPoints>,
        ) -> Replied<qdrant::PointsOperationResponse> {
            let batch = self.enter(request).await?;
            self.found(&batch.collection_name)?;
            let kept = match self.inner.loses_half.load(Ordering::SeqCst) {
                true => batch.points.len() / 2,
                false => batch.points.len(),
            };
            let mut held = self.held();
            if let Some(points) = held.collections.get_mut(&batch.collection_name) {
                points.extend(batch.points.into_iter().take(kept).map(stored));
            }
            Ok(Response::new(qdrant::PointsOperationResponse::default()))
        }

        async fn create_field_index(
            &self,
            request: Request<qdrant::CreateFieldIndexCollection>,
        ) -> Replied<qdrant::PointsOperationResponse> {
            let wanted = self.enter(request).await?;
            self.found(&wanted.collection_name)?;
            Ok(Response::new(qdrant::PointsOperationResponse::default()))
        }

        async fn count(&self, request: Request<qdrant::CountPoints>) -> Replied<qdrant::CountResponse> {
            let name = self.enter(request).await?.collection_name;
            self.found(&name)?;
            let count = self.held().points(&name).unwrap_or_default() as u64;
            let result = Some(qdrant::CountResult { count });
            Ok(Response::new(qdrant::CountResponse { result, ..qdrant::CountResponse::default() }))
        }

        async fn query_batch(
            &self,
            request: Request<qdrant::QueryBatchPoints>,
        ) -> Replied<qdrant::QueryBatchResponse> {
            let asked = self.enter(request).await?;
            let mut result = Vec::new();
            for query in &asked.query_points {
                result.push(qdrant::BatchResult { result: self.answer(query)? });
            }
            Ok(Response::new(qdrant::QueryBatchResponse { result, ..qdrant::QueryBatchResponse::default() }))
        }
    },
    delete(DeletePoints) -> PointsOperationResponse;
    get(GetPoints) -> GetResponse;
    update_vectors(UpdatePointVectors) -> PointsOperationResponse;
    delete_vectors(DeletePointVectors) -> PointsOperationResponse;
    set_payload(SetPayloadPoints) -> PointsOperationResponse;
    overwrite_payload(SetPayloadPoints) -> PointsOperationResponse;
    delete_payload(DeletePayloadPoints) -> PointsOperationResponse;
    clear_payload(ClearPayloadPoints) -> PointsOperationResponse;
    delete_field_index(DeleteFieldIndexCollection) -> PointsOperationResponse;
    create_vector_name(CreateVectorNameRequest) -> PointsOperationResponse;
    delete_vector_name(DeleteVectorNameRequest) -> PointsOperationResponse;
    search(SearchPoints) -> SearchResponse;
    search_batch(SearchBatchPoints) -> SearchBatchResponse;
    search_groups(SearchPointGroups) -> SearchGroupsResponse;
    scroll(ScrollPoints) -> ScrollResponse;
    recommend(RecommendPoints) -> RecommendResponse;
    recommend_batch(RecommendBatchPoints) -> RecommendBatchResponse;
    recommend_groups(RecommendPointGroups) -> RecommendGroupsResponse;
    discover(DiscoverPoints) -> DiscoverResponse;
    discover_batch(DiscoverBatchPoints) -> DiscoverBatchResponse;
    update_batch(UpdateBatchPoints) -> UpdateBatchResponse;
    query(QueryPoints) -> QueryResponse;
    query_groups(QueryPointGroups) -> QueryGroupsResponse;
    facet(FacetCounts) -> FacetResponse;
    search_matrix_pairs(SearchMatrixPoints) -> SearchMatrixPairsResponse;
    search_matrix_offsets(SearchMatrixPoints) -> SearchMatrixOffsetsResponse;
);
